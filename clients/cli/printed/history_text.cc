// Changes and outcomes as text.

#include "clients/cli/printed/history_text.h"

#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/packed.h"
#include "base/readable.h"
#include "clients/cli/printed/changes.h"
#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {
namespace {

using journal::v1::JournalEntry;

// What was done, as people call it: `dépôt`, `création`; in English the verb, `sign agreement`.
std::string ActionOf(const std::string& verb, Language language) {
  // What nobody asked for has no method of its own.
  static constexpr std::pair<absl::string_view, Text> kByItself[] = {
      {"FollowAward", words::kAwardFollowed},
      {"UndoAward", words::kAwardUndone},
      {"KeepAgreement", words::kAgreementKept},
      {"TakeEffect", words::kTookEffect}};
  for (const auto& [name, text] : kByItself) {
    if (verb == name) return text.In(language);
  }
  static constexpr std::pair<Verb::Kind, Text> kStandard[] = {
      {Verb::Kind::kCreate, {"create", "création"}},
      {Verb::Kind::kBatchCreate, {"create", "création"}},
      {Verb::Kind::kUpdate, {"update", "modification"}},
      {Verb::Kind::kDelete, {"delete", "suppression"}}};
  const MethodDescriptor* const method = MethodNamed(verb);
  if (method == nullptr) return verb;
  const auto& facts = clients::MethodFacts::Of(method);
  for (const auto& [kind, text] : kStandard) {
    if (facts.kind == kind) return text.In(language);
  }
  const std::string& french = method->options().GetExtension(type::v1::verb).fr_action();
  if (language == Language::kFrench && !french.empty()) return french;
  return facts.resource == nullptr ? verb : absl::StrReplaceAll(VerbOf(facts).name, {{"-", " "}});
}

// A change with the states that it stands between. Where there is none, an empty
// message of the same type.
struct HistoryChange {
  explicit HistoryChange(const journal::v1::HistoryEntry& entry)
      : before(Unpacked(entry.before())), after(Unpacked(entry.entry().resource())) {
    deleted = !entry.entry().has_resource();
    if (before == nullptr && after != nullptr) before.reset(after->New());
    if (before != nullptr && after != nullptr) paths = ChangedPaths(*before, *after);
  }

  std::unique_ptr<Message> before, after;
  bool deleted;
  std::vector<FieldPath> paths;
};

std::string HistoryTable(const std::vector<HistoryLine>& lines, const Settings& settings) {
  const Language language = settings.language;
  const FieldColumns<JournalEntry> column(language);
  std::set<std::string> names;
  for (const HistoryLine& line : lines) names.insert(line.entry.entry().name());
  // What changed, from what to what, by whom and when stays where there is little room.
  TextTable table(
      {column(JournalEntry::kCommitTimeFieldNumber, TextColumn::kWhole),
       column(JournalEntry::kPrincipalFieldNumber, TextColumn::kLeft),
       column(JournalEntry::kVerbFieldNumber, TextColumn::kLeft, /*priority=*/2),
       column(JournalEntry::kEffectiveDateFieldNumber, TextColumn::kWhole, /*priority=*/1),
       column(JournalEntry::kNameFieldNumber, TextColumn::kLeft),
       {words::kField.In(language)},
       {words::kBefore.In(language)},
       {words::kAfter.In(language)},
       column(JournalEntry::kSequenceFieldNumber, TextColumn::kRight, /*priority=*/3),
       column(JournalEntry::kRequestIdFieldNumber, TextColumn::kWhole, /*priority=*/4)},
      language);
  for (const HistoryLine& line : lines) {
    const JournalEntry& entry = line.entry.entry();
    const HistoryChange change(line.entry);
    std::vector<std::string> head = {
        TimeText(entry.commit_time(), language),
        entry.principal(),
        ActionOf(entry.verb(), language),
        DateText(entry.effective_date(), language),
        names.size() > 1 ? ShortName(entry.name(), "projects/-") : "",
    };
    std::vector<std::string> tail = {absl::StrCat(entry.sequence()), entry.request_id()};
    // What stands in every line of a change is said in its first.
    const auto add = [&](std::string label, std::string before, std::string after) {
      std::vector<std::string> cells = std::move(head);
      cells.insert(cells.end(), {std::move(label), std::move(before), std::move(after)});
      cells.insert(cells.end(), tail.begin(), tail.end());
      table.Row(std::move(cells));
      head.assign(5, "");
      tail.assign(2, "");
    };
    for (const FieldPath& path : change.paths) {
      auto [before, after] = BeforeAndAfter(path, *change.before, *change.after, language);
      add(PathLabel(change.after->GetDescriptor(), path, language), std::move(before),
          std::move(after));
    }
    if (change.paths.empty()) add("", "", change.deleted ? words::kGone.In(language) : "");
  }
  table.DropEmptyColumns();
  return table.Text(settings.width, settings.styled);
}

// What JSON and CSV say of an entry, beside its service, before its changes.
constexpr const char* kFacts[] = {"name",      "root", "commit_time", "effective_date",
                                  "principal", "verb", "request_id",  "sequence"};

Json ValueAt(const FieldPath& path, const Message& message) {
  const Message* holder = path.Holder(message);
  return holder == nullptr ? Json() : JsonOf(*holder, path.leaf());
}

Json HistoryJson(const std::vector<HistoryLine>& lines) {
  Json history = Json::array();
  for (const HistoryLine& line : lines) {
    const JournalEntry& entry = line.entry.entry();
    const HistoryChange change(line.entry);
    Json json = {{"service", line.service}};
    for (const char* fact : kFacts) {
      json[fact] = JsonOf(entry, JournalEntry::descriptor()->FindFieldByName(fact));
    }
    json["deleted"] = change.deleted;
    json["changes"] = Json::array();
    for (const FieldPath& path : change.paths) {
      json["changes"].push_back({{"field", path.text()},
                                 {"before", ValueAt(path, *change.before)},
                                 {"after", ValueAt(path, *change.after)}});
    }
    history.push_back(std::move(json));
  }
  return history;
}

std::string HistoryCsv(const std::vector<HistoryLine>& lines) {
  std::string text =
      absl::StrCat("service,", absl::StrJoin(kFacts, ","), ",deleted,field,before,after\r\n");
  for (const HistoryLine& line : lines) {
    const HistoryChange change(line.entry);
    std::string head = line.service;
    for (const char* fact : kFacts) {
      const FieldPath path = FieldPath::Find(JournalEntry::descriptor(), fact);
      absl::StrAppend(&head, ",", CsvValue(line.entry.entry(), path));
    }
    absl::StrAppend(&head, ",", change.deleted ? "true" : "false");
    for (const FieldPath& path : change.paths) {
      absl::StrAppend(&text, head, ",", path.text(), ",", CsvValue(*change.before, path), ",",
                      CsvValue(*change.after, path), "\r\n");
    }
    if (change.paths.empty()) absl::StrAppend(&text, head, ",,,\r\n");
  }
  return text;
}

}  // namespace

std::string HistoryText(const std::vector<HistoryLine>& lines, const Settings& settings) {
  switch (settings.format) {
    case Format::kJson:
      return JsonText(HistoryJson(lines));
    case Format::kCsv:
      return HistoryCsv(lines);
    default:
      return lines.empty() ? "" : HistoryTable(lines, settings);
  }
}

std::string OutcomeText(const journal::v1::RequestOutcome& outcome, const Settings& settings) {
  if (settings.format == Format::kJson) return JsonText(JsonOf(outcome));
  // Without the answer's bytes; it follows, as it was given.
  journal::v1::RequestOutcome facts = outcome;
  facts.clear_answer();
  std::string text = DetailText(facts, settings);
  const std::unique_ptr<Message> answer = Unpacked(outcome.answer());
  if (settings.format == Format::kTable && answer != nullptr) {
    absl::StrAppend(&text, "\n", DetailText(*answer, settings));
  }
  return text;
}

}  // namespace cofi::cli
