// How a report is laid out: what the layouts of all reports are written with.
//
//   v1::Document document;
//   TableLayout table("lines", "", language, &document);
//   table.Column({.id = "label", .label = words::kLine.In(language)});
//   table.Column<v1::BudgetRow>(v1::BudgetRow::kPlannedFieldNumber);
//   table.Row({Said(row.display_name(), line), Amount(row.planned(), "p/planned,line=60")});
#ifndef COFI_SERVICES_REPORTING_LAYOUT_H_
#define COFI_SERVICES_REPORTING_LAYOUT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/language.h"
#include "base/money.h"
#include "base/readable.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::reporting {

// Which part of a document is laid out: a report that has pages is laid out a page at a time.
struct Part {
  // Nothing was laid out before it: its tables are not continued.
  bool first = true;
  // Nothing comes after it: it has the totals, and what stands below its tables.
  bool last = true;
};

// Cells. A ref is what `cofi explain` takes (explanation.proto).
v1::Cell Nothing();
v1::Cell Said(absl::string_view text, absl::string_view resource = "");
// Nothing where it is not set.
v1::Cell Amount(const Money& money, absl::string_view ref = "");
// Nothing where it is zero: the eye looks for the amounts that are there.
v1::Cell AmountUnlessZero(const Money& money, absl::string_view ref = "");
v1::Cell OnDate(const Date& date);
v1::Cell ShareCell(int32_t basis_points);
v1::Cell CountCell(int64_t count);

// `precarisation/spent,line=62`: what makes an amount of a project. `of` are pairs such as
// `line=62`; empty ones are left out.
std::string Ref(absl::string_view project, absl::string_view figure,
                const std::vector<std::string>& of = {});
// `line=62`; empty for an empty value.
std::string Of(absl::string_view key, absl::string_view value);

// `precarisation/fdf` for `projects/precarisation/applications/fdf`: a name as it can be typed.
std::string TypedName(absl::string_view name);

struct ColumnOptions {
  std::string id = "";
  std::string label = "";
  v1::Column::Kind kind = v1::Column::KIND_TEXT;
  int32_t priority = 0;
  bool files_only = false;
  bool bar = false;
  bool whole_percents = false;
};

// A table of a document. The document must stay.
class TableLayout {
 public:
  // `continued` is what `Part::first` is not.
  TableLayout(std::string id, std::string title, Language language, v1::Document* document,
              bool continued = false);

  void Column(ColumnOptions options);
  // A column for a field of M: its name is the id, its label the head, and money, dates and basis
  // points give its kind.
  template <typename M>
  void Column(int field, ColumnOptions options = {}) {
    const FieldDescriptor* const known = M::descriptor()->FindFieldByNumber(field);
    AddField(known, std::move(options));
  }

  // A cell for each column; fewer, and the rest say nothing.
  v1::Row* Row(std::vector<v1::Cell> cells, v1::Row::Role role = v1::Row::ROLE_DETAIL);

 private:
  void AddField(const FieldDescriptor* field, ColumnOptions options);
  v1::Table* table() { return document_->mutable_blocks(block_)->mutable_table(); }

  const Language language_;
  v1::Document* const document_;
  const int block_;
  const bool continued_;
  int columns_ = 0;
};

// Figures of a document, each with the sentence that people read.
class FiguresLayout {
 public:
  FiguresLayout(std::string id, v1::Document* document);

  void Add(absl::string_view id, std::string label, v1::Cell value, std::string sentence);

 private:
  v1::Document* const document_;
  const int block_;
};

// A paragraph of these parts; none of none. Empty parts are left out.
void AddParagraph(std::vector<std::string> parts, bool warning, v1::Document* document);

// A fact beside the title; an empty one is left out.
void AddFact(std::string fact, v1::Document* document);

// Says a text of words.h with what stands for $0, $1 … of it.
template <typename... Values>
std::string Say(const Text& text, Language language, const Values&... values) {
  return absl::Substitute(text.In(language), values...);
}

// `as of 2018-03-23`, and `, as known at 2018-03-20 10:00` where a time is given.
std::string AsOfText(const Date& as_of, const google::protobuf::Timestamp* known_at,
                     absl::string_view time_zone, Language language);

// The same, of an answer. Times are told as in Paris where the zone is not known.
template <typename Answer>
std::string AsOfText(const Answer& answer, Language language) {
  return AsOfText(answer.as_of_date(), answer.has_known_at() ? &answer.known_at() : nullptr, "",
                  language);
}

// The day of which a row speaks, where that is not the day of the whole answer: nothing but where
// it is another day already, or still.
template <typename Row, typename Answer>
v1::Cell OwnDay(const Row& row, const Answer& answer) {
  return Day(row.as_of_date()) == Day(answer.as_of_date()) ? Nothing() : OnDate(row.as_of_date());
}

// `from 2018-01-01 to 2018-12-31`, `since …`, `until …`; nothing without either.
std::string PeriodText(const Date& from, const Date& to, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_LAYOUT_H_
