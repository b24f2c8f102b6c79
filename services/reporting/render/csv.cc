// CSV (RFC 4180). For programs: ids as heads, every column, details only, because whoever sums must
// not count what is a sum already; amounts as 139197.10 with their currency in a column of its own,
// ISO dates, shares in basis points. For a spreadsheet: what people read, as the spreadsheet of
// their language takes it on a double click.
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/language.h"
#include "base/money.h"
#include "base/readable.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"

namespace cofi::reporting {
namespace {

constexpr char kByteOrderMark[] = "\uFEFF";
constexpr char kEndOfLine[] = "\r\n";
constexpr char kCurrency[] = "currency";
constexpr Text kCurrencyLabel{"Currency", "Devise"};
constexpr int kHundred = 100;

void AppendInteger(int64_t value, std::string* out) {
  char digits[std::numeric_limits<int64_t>::digits10 + 2];
  out->append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
}

// `139197.10`, `-0.05`: hundredths with two decimals, as DecimalFromMinor has them.
void AppendHundredths(int64_t hundredths, char point, std::string* out) {
  if (hundredths < 0 && hundredths > -kHundred) *out += '-';
  AppendInteger(hundredths / kHundred, out);
  const auto decimals = static_cast<int>(std::abs(hundredths % kHundred));
  *out += point;
  *out += static_cast<char>('0' + decimals / 10);
  *out += static_cast<char>('0' + decimals % 10);
}

// A spreadsheet takes such a text for a formula, also behind spaces.
bool BeginsFormula(absl::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  return first != absl::string_view::npos &&
         absl::string_view("=+-@").find(text[first]) != absl::string_view::npos;
}

class CsvRenderer final : public Renderer {
 public:
  explicit CsvRenderer(bool for_excel) : for_excel_(for_excel) {}

  absl::Status Add(const v1::Document& part, std::string* out) override {
    if (first_) Begin(part, out);
    first_ = false;
    for (const v1::Block& block : part.blocks()) {
      if (block.has_table()) {
        AddTable(block.table(), out);
      } else if (block.has_figures()) {
        for (const auto& figure : block.figures().figures()) AddFigure(figure);
      } else if (block.has_paragraph() && for_excel_) {
        AddLine(absl::StrJoin(block.paragraph().parts(), " · "), &below_);
      }
    }
    return absl::OkStatus();
  }

  // For programs, figures stand for a table where there is none.
  absl::Status Finish(std::string* out) override {
    if (below_.empty() || (!for_excel_ && any_)) return absl::OkStatus();
    if (for_excel_) {
      BeginSection(out);
    } else {
      absl::StrAppend(out, "figure,value,", kCurrency, kEndOfLine);
    }
    *out += below_;
    return absl::OkStatus();
  }

 private:
  void Begin(const v1::Document& first, std::string* out) {
    if (!for_excel_) return;
    language_ = LanguageOf(first);
    if (language_ == Language::kFrench) {
      separator_ = ';';
      point_ = ',';
    }
    *out += kByteOrderMark;
    any_ = !first.title().empty() || !first.facts().empty();
    if (!first.title().empty()) AddLine(first.title(), out);
    for (const std::string& fact : first.facts()) AddLine(fact, out);
  }

  void BeginSection(std::string* out) {
    if (any_) *out += kEndOfLine;
    any_ = true;
  }

  void AddTable(const v1::Table& table, std::string* out) {
    if (!table.continued() || table.id() != table_id_) BeginTable(table, out);
    for (const v1::Row& row : table.rows()) {
      if (for_excel_ || IsDetail(row)) AddRow(row, out);
    }
  }

  void BeginTable(const v1::Table& table, std::string* out) {
    table_id_ = table.id();
    columns_ = table.columns();
    BeginSection(out);
    if (for_excel_ && !table.title().empty()) AddLine(table.title(), out);
    bool has_amounts = false;
    bool has_currency = false;
    for (int i = 0; i < columns_.size(); ++i) {
      const v1::Column& column = columns_[i];
      if (i > 0) *out += separator_;
      AppendText(for_excel_ ? column.label() : column.id(), out);
      has_amounts |= column.kind() == v1::Column::KIND_AMOUNT;
      has_currency |= column.id() == kCurrency;
    }
    adds_currency_ = has_amounts && !has_currency;
    if (adds_currency_) {
      *out += separator_;
      absl::StrAppend(out, for_excel_ ? kCurrencyLabel.In(language_) : kCurrency);
    }
    *out += kEndOfLine;
  }

  // The currency is that of the first amount: a row has one.
  void AddRow(const v1::Row& row, std::string* out) {
    const std::string* currency = nullptr;
    for (int i = 0; i < columns_.size(); ++i) {
      if (i > 0) *out += separator_;
      if (i >= row.cells_size()) continue;
      const v1::Cell& cell = row.cells(i);
      AppendCell(cell, columns_[i].whole_percents(), out);
      if (currency == nullptr && cell.has_amount()) currency = &cell.amount().currency_code();
    }
    if (adds_currency_) {
      *out += separator_;
      if (currency != nullptr) AppendText(*currency, out);
    }
    *out += kEndOfLine;
  }

  void AddFigure(const v1::Figures::Figure& figure) {
    if (for_excel_) {
      AddLine(figure.sentence(), &below_);
      return;
    }
    AppendText(figure.id(), &below_);
    below_ += separator_;
    AppendCell(figure.value(), /*whole_percents=*/false, &below_);
    below_ += separator_;
    AppendText(figure.value().amount().currency_code(), &below_);
    below_ += kEndOfLine;
  }

  void AddLine(absl::string_view text, std::string* out) {
    AppendText(text, out);
    *out += kEndOfLine;
  }

  // Numbers and dates need no armour: none of them begins a formula.
  void AppendCell(const v1::Cell& cell, bool whole_percents, std::string* out) {
    switch (cell.value_case()) {
      case v1::Cell::kText:
        AppendText(cell.text(), out);
        break;
      case v1::Cell::kAmount:
        AppendHundredths(Minor(cell.amount()), point_, out);
        break;
      case v1::Cell::kDate:
        *out += for_excel_ ? DateText(cell.date(), language_) : IsoDate(cell.date());
        break;
      case v1::Cell::kBasisPoints:
        AppendShare(cell.basis_points(), whole_percents, out);
        break;
      case v1::Cell::kCount:
        AppendInteger(cell.count(), out);
        break;
      case v1::Cell::VALUE_NOT_SET:
        break;
    }
  }

  void AppendShare(int32_t basis_points, bool whole_percents, std::string* out) {
    if (!for_excel_) {
      AppendInteger(basis_points, out);
      return;
    }
    if (whole_percents) {
      AppendInteger(WholePercents(basis_points), out);
    } else {
      AppendHundredths(basis_points, point_, out);
    }
    // A spreadsheet takes a plain space only.
    *out += language_ == Language::kFrench ? " %" : "%";
  }

  // A text that a spreadsheet shows and never runs: what would begin a formula gets an apostrophe
  // before it. Quoted for either separator, so that a program that takes the wrong one still reads
  // each text as one.
  void AppendText(absl::string_view text, std::string* out) {
    std::string cell = Visible(text);
    if (BeginsFormula(cell)) cell.insert(0, 1, '\'');
    if (cell.find_first_of("\",;") == std::string::npos) {
      *out += cell;
      return;
    }
    *out += '"';
    for (const char c : cell) {
      if (c == '"') *out += '"';
      *out += c;
    }
    *out += '"';
  }

  const bool for_excel_;
  Language language_ = Language::kEnglish;
  char separator_ = ',';
  char point_ = '.';
  bool first_ = true;
  // Something was written already: to a program, a table.
  bool any_ = false;
  // Of the table that is being written.
  std::string table_id_;
  google::protobuf::RepeatedPtrField<v1::Column> columns_;
  bool adds_currency_ = false;
  // What stands below all tables, made already.
  std::string below_;
};

}  // namespace

std::unique_ptr<Renderer> MakeCsvRenderer(bool for_excel) {
  return std::make_unique<CsvRenderer>(for_excel);
}

}  // namespace cofi::reporting
