#include "clients/cli/complete.h"

#include <algorithm>
#include <memory>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/names.h"
#include "clients/cli/catalog.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/values.h"
#include "clients/peer.h"

namespace cofi::cli {
namespace {

// Longer, and whoever presses Tab presses it again.
constexpr absl::Duration kListTimeout = absl::Milliseconds(500);

using Names = std::vector<std::string>;

// The values of an alternative such as `table|json|csv`; none of another text.
// What only stands for a value, such as FILE.yaml, is none.
Names Alternatives(absl::string_view shown) {
  Names values = absl::StrContains(shown, '|') ? Names(absl::StrSplit(shown, '|')) : Names();
  std::erase_if(values, [](const std::string& value) {
    return !value.empty() && absl::ascii_isupper(value[0]);
  });
  return values;
}

// The noun whose names are made of the first `depth` variables of `pattern`.
const Noun* NounAt(const NamePattern& pattern, size_t depth) {
  const Names segments = absl::StrSplit(pattern.text(), '/');
  const std::string wanted = absl::StrJoin(segments.begin(), segments.begin() + 2 * depth, "/");
  for (const Noun& noun : Nouns()) {
    if (NamePattern::Of(noun.resource).text() == wanted) return &noun;
  }
  return nullptr;
}

// The identifiers in the words before the one that is being typed, and in its own beginning.
Names IdsBefore(const Names& before, absl::string_view head) {
  Names ids;
  for (const std::string& word : before) {
    for (const absl::string_view id : absl::StrSplit(word, '/', absl::SkipEmpty())) {
      ids.emplace_back(id);
    }
  }
  for (const absl::string_view id : absl::StrSplit(head, '/', absl::SkipEmpty())) {
    ids.emplace_back(id);
  }
  return ids;
}

std::string HeadOf(const std::string& partial) {
  const size_t slash = partial.rfind('/');
  return slash == partial.npos ? "" : partial.substr(0, slash + 1);
}

// What may come after the identifiers that are given, of which the last is being
// typed: `precarisation/fdf` for `precarisation/f`. `method` is what is to be called on them.
Names NameCandidates(const NamePattern& pattern, size_t depth_max, const std::string& method,
                     const Names& before, const std::string& partial, const Lister& lister) {
  const std::string head = HeadOf(partial);
  const Names ids = IdsBefore(before, head);
  const size_t depth = ids.size() + 1;
  if (depth > depth_max) return {};
  const Noun* noun = NounAt(pattern, depth);
  if (noun == nullptr) return {};
  const NamePattern& own = NamePattern::Of(noun->resource);
  const std::string parent =
      own.parent_text().empty() ? "" : NamePattern(own.parent_text()).Fill(ids);
  const bool last = depth == depth_max;
  Names candidates;
  for (const std::string& name : lister({noun, parent, "", last ? method : ""})) {
    candidates.push_back(absl::StrCat(head, std::string(IdOf(name)), last ? "" : "/"));
  }
  return candidates;
}

// The name of anything: a project, then whatever is in it.
Names AnyNameCandidates(const Names& before, const std::string& partial, const Lister& lister) {
  const std::string head = HeadOf(partial);
  const Names ids = IdsBefore(before, head);
  Names candidates;
  for (const Noun& noun : Nouns()) {
    const NamePattern& pattern = NamePattern::Of(noun.resource);
    if (pattern.variables().size() != ids.size() + 1 || pattern.variables()[0] != "project") {
      continue;
    }
    const std::string parent = ids.empty() ? "" : NamePattern(pattern.parent_text()).Fill(ids);
    for (const std::string& name : lister({&noun, parent})) {
      candidates.push_back(absl::StrCat(head, std::string(IdOf(name))));
    }
  }
  return candidates;
}

// How many identifiers the words of a verb may have.
size_t DepthOf(const Noun& noun, const Verb& verb) {
  const size_t all = NamePattern::Of(noun.resource).variables().size();
  const bool parent = verb.kind == Verb::Kind::kList || verb.kind == Verb::Kind::kCreate;
  return parent ? all - 1 : all;
}

Names FlagNames(const std::vector<Flag>& flags) {
  Names names;
  for (const std::vector<Flag>* list : {&flags, &GlobalFlags()}) {
    for (const Flag& flag : *list) names.push_back(Dashed(flag.name));
  }
  return names;
}

// The names that a field may refer to, below the project that the words name, each with what
// follows it.
Names ReferenceCandidates(const FieldDescriptor* field, const char* suffix,
                          const Names& positionals, const Lister& lister) {
  const Noun* const noun = NounOfType(ReferredType(field));
  if (noun == nullptr) return {};
  const NamePattern& pattern = NamePattern::Of(noun->resource);
  const Names given = absl::StrSplit(absl::StrJoin(positionals, "/"), '/', absl::SkipEmpty());
  Names ids(pattern.variables().size() - 1, "-");
  for (size_t i = 0; i < ids.size(); ++i) {
    // Everything in a project begins with it, and its money is on the lines of one budget.
    if (pattern.variables()[i] == "project" && !given.empty()) ids[i] = given[0];
    if (pattern.variables()[i] == "budget") ids[i] = kAdopted;
  }
  Names candidates;
  for (const std::string& name :
       lister({noun, ids.empty() ? "" : NamePattern(pattern.parent_text()).Fill(ids),
               FactsOf(field).chosen_from()})) {
    candidates.push_back(absl::StrCat(std::string(IdOf(name)), suffix));
  }
  return candidates;
}

Names ValueCandidates(const Flag& flag, const Names& positionals, Language language,
                      const Lister& lister) {
  if (flag.path.empty() || flag.path.leaf()->enum_type() != nullptr) {
    return Alternatives(PlaceholderOf(flag, language));
  }
  const FieldDescriptor* const field = flag.path.leaf();
  // `--share fdf=1000`
  return IsGroup(field)
             ? ReferenceCandidates(field->message_type()->field(0), "=", positionals, lister)
             : ReferenceCandidates(field, "", positionals, lister);
}

// What the one word of a command may be.
Names WordCandidates(const Command& command, const Names& positionals, const std::string& partial,
                     const Lister& lister) {
  switch (command.takes) {
    case Command::Takes::kProject:
    case Command::Takes::kMaybeProject:
      return NameCandidates(NamePattern::Of(FindNoun("project")->resource), 1, "", positionals,
                            partial, lister);
    case Command::Takes::kName:
      return AnyNameCandidates(positionals, partial, lister);
    case Command::Takes::kWord:
      return positionals.empty() ? Alternatives(command.words) : Names();
    default:
      // The shell knows the files.
      return {};
  }
}

Names AllCandidates(const Names& before, const std::string& partial, Language language,
                    const Lister& lister) {
  const std::vector<size_t> at = WordPositions(before, 2);
  const Noun* noun = at.empty() ? nullptr : FindNoun(before[at[0]]);
  const bool report = !at.empty() && before[at[0]] == kReportWord;
  const Command* command = at.empty()      ? nullptr
                           : !report       ? FindCommand(before[at[0]])
                           : at.size() < 2 ? nullptr
                                           : FindReportCommand(before[at[1]]);
  const Verb* verb = noun == nullptr || at.size() < 2 ? nullptr : noun->Find(before[at[1]]);
  // `application board`
  const Command* const of_noun =
      noun == nullptr || at.size() < 2 ? nullptr : FindReportCommand(*noun, before[at[1]]);
  if (verb == nullptr && of_noun != nullptr) command = of_noun;
  std::vector<Flag> flags;
  if (verb != nullptr) {
    flags = FlagsOf(*noun, *verb);
  } else if (command != nullptr) {
    flags = command->flags();
  }
  const std::vector<Given> given = Scan(flags, before);
  Names positionals;
  for (const Given& each : given) {
    if (each.is_word) positionals.push_back(before[each.at]);
  }
  const bool two = verb != nullptr || (command != nullptr && (report || command == of_noun));
  const size_t chosen = two ? 2 : at.empty() ? 0 : 1;
  positionals.erase(positionals.begin(),
                    positionals.begin() + std::min(chosen, positionals.size()));

  if (!given.empty() && given.back().LacksValue()) {
    return ValueCandidates(*given.back().flag, positionals, language, lister);
  }
  if (absl::StartsWith(partial, "-")) return FlagNames(flags);
  if (at.empty()) return FirstWords();
  if (verb != nullptr) {
    const bool is_verb = verb->kind == Verb::Kind::kVerb;
    return NameCandidates(NamePattern::Of(noun->resource), DepthOf(*noun, *verb),
                          is_verb ? verb->method->name() : "", positionals, partial, lister);
  }
  if (noun != nullptr && at.size() < 2) {
    Names names = noun->VerbNames();
    for (const std::string& name : ReportNames(language)) {
      if (FindReportCommand(*noun, name) != nullptr) names.push_back(name);
    }
    return names;
  }
  if (report && command == nullptr) return ReportNames(language);
  return command == nullptr ? Names() : WordCandidates(*command, positionals, partial, lister);
}

// Whether the state of a row, if it has one, allows the method.
bool AllowsMethod(const Message& row, const std::string& method) {
  const FieldDescriptor* const allowed = row.GetDescriptor()->FindFieldByName("allowed_verbs");
  if (method.empty() || allowed == nullptr) return true;
  for (int i = 0; i < row.GetReflection()->FieldSize(row, allowed); ++i) {
    if (row.GetReflection()->GetRepeatedString(row, allowed, i) == method) return true;
  }
  return false;
}

Names ListFrom(Session& session, const Choice& choice) {
  const Verb* list = choice.noun->Find(Verb::Kind::kList);
  if (list == nullptr) return {};
  clients::CallOptions options = OptionsOf(session.settings());
  options.timeout = kListTimeout;
  const clients::Peer peer(session.ChannelTo(list->method->full_name()), options);
  const std::unique_ptr<Message> request = NewMessage(list->request());
  const std::unique_ptr<Message> response = NewMessage(list->response());
  if (!choice.parent.empty()) SetStringField(request.get(), "parent", choice.parent);
  SetStringField(request.get(), "filter", choice.filter);
  LimitPage(kPageSizeMax, request.get());
  if (!peer.CallAndWait(*request, response.get()).ok()) return {};
  Names names;
  for (const Message* row : PointersTo(*response, RowsField(list->response()))) {
    if (AllowsMethod(*row, choice.method)) names.push_back(StringField(*row, "name"));
  }
  return names;
}

}  // namespace

std::vector<std::string> Candidates(const std::vector<std::string>& words, Language language,
                                    const Lister& lister) {
  const std::string partial = words.empty() ? "" : words.back();
  const Names before(words.begin(), words.empty() ? words.end() : words.end() - 1);
  Names candidates = AllCandidates(before, partial, language, lister);
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                  [&](const std::string& candidate) {
                                    return !absl::StartsWith(candidate, partial);
                                  }),
                   candidates.end());
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

int RunComplete(const std::vector<std::string>& words, const Environment& environment,
                std::ostream& out) {
  const Language language = LanguageOf(words, environment);
  const Arguments globals = GlobalsIn(words);
  Arguments whom;
  for (const char* flag : {"server", "profile"}) {
    const std::string value = globals.Value(flag);
    if (!value.empty()) whom.flags[flag] = {value};
  }
  const auto settings = ReadSettings(whom, environment, language);
  if (!settings.ok()) return kDone;
  std::ostringstream unheard;
  Session session(*settings, out, unheard);
  const auto lister = [&](const Choice& choice) { return ListFrom(session, choice); };
  for (const std::string& candidate : Candidates(words, language, lister)) {
    out << candidate << "\n";
  }
  return kDone;
}

}  // namespace cofi::cli
