#include "services/reporting/layout.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/names.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

v1::Column::Kind KindOf(const FieldDescriptor* field) {
  if (IsMoney(field)) return v1::Column::KIND_AMOUNT;
  if (IsDate(field)) return v1::Column::KIND_DATE;
  if (absl::EndsWith(field->name(), "_basis_points")) return v1::Column::KIND_SHARE;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
      field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    return v1::Column::KIND_COUNT;
  }
  return v1::Column::KIND_TEXT;
}

}  // namespace

v1::Cell Nothing() { return {}; }

v1::Cell Said(absl::string_view text, absl::string_view resource) {
  v1::Cell cell;
  if (!text.empty()) cell.set_text(std::string(text));
  cell.set_resource(std::string(resource));
  return cell;
}

v1::Cell Amount(const Money& money, absl::string_view ref) {
  v1::Cell cell;
  if (money.currency_code().empty() && Minor(money) == 0) return cell;
  *cell.mutable_amount() = money;
  cell.set_ref(std::string(ref));
  return cell;
}

v1::Cell AmountUnlessZero(const Money& money, absl::string_view ref) {
  return Minor(money) == 0 ? Nothing() : Amount(money, ref);
}

v1::Cell OnDate(const Date& date) {
  v1::Cell cell;
  if (IsSet(date)) *cell.mutable_date() = date;
  return cell;
}

v1::Cell ShareCell(int32_t basis_points) {
  v1::Cell cell;
  cell.set_basis_points(basis_points);
  return cell;
}

v1::Cell CountCell(int64_t count) {
  v1::Cell cell;
  cell.set_count(count);
  return cell;
}

std::string Ref(absl::string_view project, absl::string_view figure,
                const std::vector<std::string>& of) {
  std::string ref = absl::StrCat(IdOf(project), "/", figure);
  for (const std::string& each : of) {
    if (!each.empty()) absl::StrAppend(&ref, ",", each);
  }
  return ref;
}

std::string Of(absl::string_view key, absl::string_view value) {
  return value.empty() ? "" : absl::StrCat(key, "=", value);
}

std::string TypedName(absl::string_view name) {
  const std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
  std::string typed;
  // Every second is an identifier.
  for (size_t i = 1; i < segments.size(); i += 2) {
    absl::StrAppend(&typed, typed.empty() ? "" : "/", segments[i]);
  }
  return typed;
}

TableLayout::TableLayout(std::string id, std::string title, Language language,
                         v1::Document* document, bool continued)
    : language_(language),
      document_(document),
      block_(document->blocks_size()),
      continued_(continued) {
  v1::Table* const made = document->add_blocks()->mutable_table();
  made->set_id(std::move(id));
  made->set_title(std::move(title));
  made->set_continued(continued);
}

void TableLayout::Column(ColumnOptions options) {
  ++columns_;
  if (continued_) return;
  v1::Column* const column = table()->add_columns();
  column->set_id(std::move(options.id));
  column->set_label(std::move(options.label));
  column->set_kind(options.kind);
  column->set_priority(options.priority);
  column->set_files_only(options.files_only);
  column->set_bar(options.bar);
  column->set_whole_percents(options.whole_percents);
}

void TableLayout::AddField(const FieldDescriptor* field, ColumnOptions options) {
  if (options.id.empty()) options.id = field->name();
  if (options.label.empty()) options.label = LabelOf(field, language_);
  if (options.kind == v1::Column::KIND_TEXT) options.kind = KindOf(field);
  Column(std::move(options));
}

v1::Row* TableLayout::Row(std::vector<v1::Cell> cells, v1::Row::Role role) {
  COFI_CHECK(cells.size() <= static_cast<size_t>(columns_), "no more cells than columns");
  v1::Row* const row = table()->add_rows();
  row->set_role(role);
  for (v1::Cell& cell : cells) *row->add_cells() = std::move(cell);
  while (row->cells_size() < columns_) row->add_cells();
  return row;
}

FiguresLayout::FiguresLayout(std::string id, v1::Document* document)
    : document_(document), block_(document->blocks_size()) {
  document->add_blocks()->mutable_figures()->set_id(std::move(id));
}

void FiguresLayout::Add(absl::string_view id, std::string label, v1::Cell value,
                        std::string sentence) {
  v1::Figures::Figure* const figure =
      document_->mutable_blocks(block_)->mutable_figures()->add_figures();
  figure->set_id(std::string(id));
  figure->set_label(std::move(label));
  *figure->mutable_value() = std::move(value);
  figure->set_sentence(std::move(sentence));
}

void AddParagraph(std::vector<std::string> parts, bool warning, v1::Document* document) {
  v1::Paragraph paragraph;
  paragraph.set_warning(warning);
  for (std::string& part : parts) {
    if (!part.empty()) paragraph.add_parts(std::move(part));
  }
  if (!paragraph.parts().empty()) *document->add_blocks()->mutable_paragraph() = paragraph;
}

void AddFact(std::string fact, v1::Document* document) {
  if (!fact.empty()) document->add_facts(std::move(fact));
}

std::string AsOfText(const Date& as_of, const google::protobuf::Timestamp* known_at,
                     absl::string_view time_zone, Language language) {
  const std::string date = DateText(as_of, language);
  if (known_at == nullptr) return Say(words::kAsOf, language, date);
  // The day of what is in no project is that of Paris.
  absl::TimeZone zone;
  absl::LoadTimeZone(time_zone.empty() ? "Europe/Paris" : std::string(time_zone), &zone);
  const absl::Time time = absl::FromUnixSeconds(known_at->seconds());
  return Say(words::kAsOfKnownAt, language, date,
             absl::StrCat(FormatDate(absl::ToCivilDay(time, zone), language), " ",
                          absl::FormatTime("%H:%M", time, zone)));
}

std::string PeriodText(const Date& from, const Date& to, Language language) {
  if (IsSet(from) && IsSet(to)) {
    return Say(words::kFromTo, language, DateText(from, language), DateText(to, language));
  }
  if (IsSet(from)) return Say(words::kSince, language, DateText(from, language));
  if (IsSet(to)) return Say(words::kUntil, language, DateText(to, language));
  return "";
}

}  // namespace cofi::reporting
