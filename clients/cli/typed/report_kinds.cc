#include "clients/cli/typed/report_kinds.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_flags.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

using Word = ReportKind::Word;

std::string Kebab(absl::string_view name) { return absl::StrReplaceAll(name, {{"_", "-"}}); }

ReportKind KindOf(const FieldDescriptor* field) {
  ReportKind kind{.name = Kebab(field->name()),
                  .field = field,
                  .word_field = nullptr,
                  .word = Word::kNothing,
                  .word_shown = ""};
  const Descriptor* const request = field->message_type();
  for (int i = 0; i < request->field_count(); ++i) {
    const FieldDescriptor* const each = request->field(i);
    if (!HasBehavior(each, google::api::REQUIRED)) continue;
    kind.word_field = each;
    if (each->name() == "parent") {
      const bool every = field->options().GetExtension(type::v1::report).every_project();
      kind.word = every ? Word::kMaybeProject : Word::kProject;
      kind.word_shown = every ? "[PROJECT]" : "PROJECT";
    } else {
      kind.word = Word::kText;
      kind.word_shown = absl::AsciiStrToUpper(each->name());
    }
    break;
  }
  return kind;
}

bool HasPeriod(const ReportKind& kind) {
  return kind.request()->FindFieldByName("from_date") != nullptr;
}

// A year, or a month of one: the days of it.
struct Period {
  absl::CivilDay first, last;
};

std::optional<Period> YearOf(const std::string& text) {
  int year = 0;
  if (text.size() != 4 || !absl::SimpleAtoi(text, &year) || year < 1900) return std::nullopt;
  return Period{absl::CivilDay(year, 1, 1), absl::CivilDay(year, 12, 31)};
}

// `2018-03`, and `03/2018` as French people write it.
std::optional<Period> MonthOf(const std::string& text) {
  const auto first = ParseDate(absl::StrContains(text, '/') ? absl::StrCat("01/", text)
                                                            : absl::StrCat(text, "-01"));
  if (!first.ok()) return std::nullopt;
  const absl::CivilMonth month(Day(*first));
  return Period{absl::CivilDay(month), absl::CivilDay(month + 1) - 1};
}

absl::Status SetPeriod(const Arguments& arguments, Language language, Message* request) {
  std::optional<Period> period;
  for (const char* flag : {"year", "month"}) {
    if (!arguments.Has(flag)) continue;
    const std::string text = arguments.Value(flag);
    const bool year = absl::string_view(flag) == "year";
    if (period.has_value() || arguments.Has("from") || arguments.Has("to")) {
      return Mistake(words::kOnePeriod, language);
    }
    period = year ? YearOf(text) : MonthOf(text);
    if (!period.has_value()) {
      return Mistake(words::kNotOneOf, language, Dashed(flag), text,
                     year ? "2018" : "2018-03, 03/2018");
    }
  }
  if (!period.has_value()) return absl::OkStatus();
  *static_cast<Date*>(MutableMessageField(request, "from_date")) = DateFromDay(period->first);
  *static_cast<Date*>(MutableMessageField(request, "to_date")) = DateFromDay(period->last);
  return absl::OkStatus();
}

}  // namespace

const std::vector<ReportKind>& ReportKinds() {
  static const auto* const kinds = [] {
    auto* const made = new std::vector<ReportKind>;
    const auto* const oneof = reporting::v1::ReportQuery::descriptor()->oneof_decl(0);
    made->reserve(oneof->field_count());
    for (int i = 0; i < oneof->field_count(); ++i) made->push_back(KindOf(oneof->field(i)));
    return made;
  }();
  return *kinds;
}

const ReportKind* FindReport(absl::string_view name) {
  for (const ReportKind& kind : ReportKinds()) {
    if (kind.name == name || kind.facts().fr_name() == name) return &kind;
  }
  return nullptr;
}

std::vector<Flag> FlagsOf(const ReportKind& kind) {
  std::vector<std::string> without;
  if (kind.word_field != nullptr) without.push_back(kind.word_field->name());
  std::vector<Flag> flags = FlagsOf(kind.request(), without);
  // A report reads several journals, so a sequence would say too little.
  for (Flag& flag : flags) {
    if (flag.name == "known-at") flag.value = "TIME";
  }
  if (HasPeriod(kind)) {
    flags.push_back({"year", "YEAR", words::kYearHelp, {}});
    flags.push_back({"month", "MONTH", words::kMonthHelp, {}});
  }
  flags.push_back({"for", "excel", words::kForHelp, {}});
  flags.push_back({"fail-if-any", "", words::kFailIfAnyHelp, {}});
  return flags;
}

absl::Status MakeQuery(const ReportKind& kind, const std::vector<Flag>& flags,
                       const Arguments& arguments, Language language,
                       reporting::v1::ReportQuery* query) {
  Message* const request = query->GetReflection()->MutableMessage(query, kind.field);
  Identifiers known;
  if (kind.word_field != nullptr) {
    // Without a project, all of them.
    const std::string word = arguments.words.empty() ? "-" : arguments.words[0];
    COFI_RETURN_IF_ERROR(SetFromText(request, kind.word_field, word, language, &known));
  }
  COFI_RETURN_IF_ERROR(SetFromFlags(flags, arguments, language, &known, request));
  return HasPeriod(kind) ? SetPeriod(arguments, language, request) : absl::OkStatus();
}

}  // namespace cofi::cli
