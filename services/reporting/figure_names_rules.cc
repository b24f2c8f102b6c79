#include "services/reporting/figure_names_rules.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::reporting {
namespace {

constexpr char kField[] = "figure";
constexpr char kExample[] = "precarisation/spent,line=62,from=2018-01-01,to=2018-12-31";
constexpr char kProjects[] = "projects/";

// Which keys a figure takes.
enum KeyBit : uint32_t {
  kLine = 1 << 0,
  kAccount = 1 << 1,
  kPhase = 1 << 2,
  kYear = 1 << 3,
  kFunder = 1 << 4,
  kGrant = 1 << 5,
  kApplication = 1 << 6,
  kFrom = 1 << 7,
  kTo = 1 << 8,
};
constexpr uint32_t kLines = kLine | kAccount | kPhase | kYear;
constexpr uint32_t kSources = kFunder | kGrant | kApplication;
constexpr uint32_t kPeriod = kFrom | kTo;

struct FigureFacts {
  FigureKind kind;
  absl::string_view name;
  Text word;
  uint32_t keys;
};
constexpr FigureFacts kFigures[] = {
    {FigureKind::kPlanned, "planned", {"planned", "prévu"}, kLines | kFunder},
    {FigureKind::kCommitted, "committed", {"committed", "engagé"}, kLines},
    {FigureKind::kSpent, "spent", {"spent", "réalisé"}, kLines | kSources | kPeriod},
    {FigureKind::kPaid, "paid", {"paid", "acquitté"}, kLines | kSources | kPeriod},
    {FigureKind::kReceived, "received", {"received", "reçu"}, kSources | kPeriod},
    {FigureKind::kAvailable, "available", {"available", "disponible"}, kLines},
    {FigureKind::kRemaining, "remaining", {"remaining", "reste à justifier"}, kSources},
    {FigureKind::kRequested, "requested", {"requested", "demandé"}, kFunder | kApplication},
    {FigureKind::kSecured, "secured", {"secured", "acquis"}, kSources},
    {FigureKind::kConditional,
     "conditional",
     {"secured under conditions", "acquis sous condition"},
     kSources},
    {FigureKind::kPending, "pending", {"pending", "en attente"}, kFunder | kApplication},
    {FigureKind::kExpected, "expected", {"expected", "pondéré"}, kFunder | kApplication},
    {FigureKind::kOwnFunds, "own-funds", {"own funds", "autofinancement"}, 0},
    {FigureKind::kToRequest, "to-request", {"to request", "à demander"}, kFunder},
    {FigureKind::kGap, "gap", {"gap", "reste à financer"}, 0},
    {FigureKind::kInKind, "in-kind", {"given in kind", "réalisé en nature"}, kLines | kPeriod},
};

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsId(absl::string_view value) { return IsResourceId(value); }
bool IsIdOrNone(absl::string_view value) { return value.empty() || IsResourceId(value); }
bool IsAccount(absl::string_view value) { return value == "indirect" || IsDigits(value); }
bool IsYear(absl::string_view value) {
  constexpr size_t kYearDigits = 4;
  return value.empty() || (IsDigits(value) && value.size() == kYearDigits);
}

// A key with a text; the ends of the period are dates, which are no texts.
struct Key {
  KeyBit bit;
  absl::string_view name;
  std::optional<std::string> FigureName::*value;
  bool (*is_good)(absl::string_view);
  absl::string_view example;
};
constexpr Key kKeys[] = {
    {kLine, "line", &FigureName::line, &IsId, "62"},
    {kAccount, "account", &FigureName::account, &IsAccount, "64"},
    {kPhase, "phase", &FigureName::phase, &IsIdOrNone, "diagnosis"},
    {kYear, "year", &FigureName::year, &IsYear, "2018"},
    {kFunder, "funder", &FigureName::funder, &IsIdOrNone, "fdf"},
    {kGrant, "grant", &FigureName::grant, &IsId, "fdf"},
    {kApplication, "application", &FigureName::application, &IsId, "fdf"},
};
struct DateKey {
  KeyBit bit;
  absl::string_view name;
  Date FigureName::*value;
  absl::string_view example;
};
constexpr DateKey kDateKeys[] = {
    {kFrom, "from", &FigureName::from, "2018-01-01"},
    {kTo, "to", &FigureName::to, "2018-12-31"},
};

const FigureFacts& FactsOf(FigureKind kind) {
  const auto* found = std::find_if(std::begin(kFigures), std::end(kFigures),
                                   [kind](const FigureFacts& each) { return each.kind == kind; });
  COFI_CHECK(found != std::end(kFigures), "a figure that is in the table");
  return *found;
}

absl::Status Malformed(absl::string_view value, std::string accepted) {
  return InField(kField,
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", std::string(value)}, {"accepted", std::move(accepted)}}));
}

std::string AllFigures() {
  return absl::StrJoin(kFigures, ", ", [](std::string* out, const FigureFacts& each) {
    absl::StrAppend(out, each.name);
  });
}

// What may follow a figure: `funder=, grant=`; of none that takes anything, the figure itself.
std::string AcceptedKeys(const FigureFacts& facts) {
  std::vector<std::string> accepted;
  for (const Key& key : kKeys) {
    if ((facts.keys & key.bit) != 0) accepted.push_back(absl::StrCat(key.name, "="));
  }
  for (const DateKey& key : kDateKeys) {
    if ((facts.keys & key.bit) != 0) accepted.push_back(absl::StrCat(key.name, "="));
  }
  return accepted.empty() ? std::string(facts.name) : absl::StrJoin(accepted, ", ");
}

// Sets what `line=62` says.
absl::Status TakeKey(const FigureFacts& facts, absl::string_view part, FigureName* name) {
  const std::pair<absl::string_view, absl::string_view> said =
      absl::StrSplit(part, absl::MaxSplits('=', 1));
  const absl::string_view key = said.first, value = said.second;
  const auto is_it = [&](const auto& each) {
    return each.name == key && (facts.keys & each.bit) != 0 && key.size() < part.size();
  };
  if (const auto* found = std::find_if(std::begin(kKeys), std::end(kKeys), is_it);
      found != std::end(kKeys)) {
    std::optional<std::string>& field = name->*found->value;
    if (field.has_value() || !found->is_good(value)) {
      return Malformed(part, absl::StrCat(key, "=", found->example));
    }
    field = std::string(value);
    return absl::OkStatus();
  }
  const auto* found = std::find_if(std::begin(kDateKeys), std::end(kDateKeys), is_it);
  if (found == std::end(kDateKeys)) return Malformed(part, AcceptedKeys(facts));
  Date& field = name->*found->value;
  const absl::StatusOr<Date> date = ParseDate(value);
  // One form only, so that a name is the same text for everybody.
  if (IsSet(field) || !date.ok() || IsoDate(*date) != value) {
    return Malformed(part, absl::StrCat(key, "=", found->example));
  }
  field = *date;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FigureName> ParseFigure(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  const auto& [project, said] = halves;
  if (!IsResourceId(project) || said.empty()) return Malformed(text, kExample);
  const std::vector<absl::string_view> parts = absl::StrSplit(said, ',');
  const auto* found =
      std::find_if(std::begin(kFigures), std::end(kFigures),
                   [&](const FigureFacts& each) { return each.name == parts.front(); });
  if (found == std::end(kFigures)) return Malformed(parts.front(), AllFigures());
  FigureName name;
  name.project = absl::StrCat(kProjects, project);
  name.kind = found->kind;
  for (size_t i = 1; i < parts.size(); ++i) {
    COFI_RETURN_IF_ERROR(TakeKey(*found, parts[i], &name));
  }
  if (IsSet(name.from) && IsSet(name.to) && Day(name.to) < Day(name.from)) {
    return Malformed(absl::StrCat("to=", IsoDate(name.to)), absl::StrCat("≥ ", IsoDate(name.from)));
  }
  return name;
}

std::string FigureText(const FigureName& name) {
  std::string text = absl::StrCat(IdOf(name.project), "/", FactsOf(name.kind).name);
  for (const Key& key : kKeys) {
    const std::optional<std::string>& value = name.*key.value;
    if (value.has_value()) absl::StrAppend(&text, ",", key.name, "=", *value);
  }
  for (const DateKey& key : kDateKeys) {
    const Date& date = name.*key.value;
    if (IsSet(date)) absl::StrAppend(&text, ",", key.name, "=", IsoDate(date));
  }
  return text;
}

const Text& FigureWord(FigureKind kind) { return FactsOf(kind).word; }

}  // namespace cofi::reporting
