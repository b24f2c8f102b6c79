#include "clients/cli/run.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "base/names.h"
#include "base/resources.h"
#include "base/text.h"
#include "clients/cli/catalog.h"
#include "clients/cli/commands/bulk.h"
#include "clients/cli/commands/verbs.h"
#include "clients/cli/complete.h"
#include "clients/cli/help.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

std::vector<std::string> Without(std::vector<std::string> args, absl::Span<const size_t> at) {
  for (size_t i = at.size(); i-- > 0;) args.erase(args.begin() + at[i]);
  return args;
}

// One run of the program, on its way to a command.
struct Invocation {
  std::vector<std::string> args;
  bool help;
  const Environment& environment;
  Language language;
  std::ostream& out;
  std::ostream& err;

  int Say(const std::string& text) const {
    out << text;
    return kDone;
  }
  int Misunderstood(const std::string& sentence) const {
    return Explain(absl::InvalidArgumentError(sentence), language, err);
  }
  // Reads flags and settings, then runs.
  template <typename Action>
  int WithSession(const std::vector<Flag>& flags, absl::Span<const std::string> rest, Waits waits,
                  const Action& action) const {
    const auto arguments = ReadArguments(flags, rest, language);
    if (!arguments.ok()) return Explain(arguments.status(), language, err);
    const auto settings = ReadSettings(*arguments, environment, language, waits);
    if (!settings.ok()) return Explain(settings.status(), language, err);
    Session session(*settings, out, err);
    return action(session, *arguments);
  }
};

using Ids = std::vector<std::string>;

// `la dépense (PROJET/DÉPENSE)`, `le projet`
std::string WithForm(const Descriptor* resource, const std::string& form, Language language) {
  const std::string what = WithArticle(resource, Article::kThe, language);
  return absl::StrContains(form, '/') ? absl::StrCat(what, " (", form, ")") : what;
}

absl::Status Missing(const std::string& what, const std::string& example, Language language) {
  return absl::InvalidArgumentError(
      absl::StrCat(Say(words::kNameMissing, language, what),
                   absl::Substitute(words::kForExample.In(language), example)));
}

// A command takes no word or one, which it may need, and all flags that it requires.
absl::Status CheckGiven(const Command& command, const std::vector<Flag>& flags,
                        const Arguments& arguments, Language language) {
  using Takes = Command::Takes;
  const size_t most = command.takes == Takes::kNothing ? 0 : 1;
  if (arguments.words.size() > most) {
    return Mistake(words::kTooManyWords, language, arguments.words[most]);
  }
  const size_t least = command.takes == Takes::kMaybeProject ? 0 : most;
  if (arguments.words.size() < least) {
    const std::string words = PlaceholderIn(command.words, language);
    return Missing(command.takes == Takes::kProject
                       ? WithForm(ResourceOf("cofi.dev/Project"), words, language)
                       : words,
                   command.example, language);
  }
  for (const Flag& flag : flags) {
    if (flag.required && arguments.Value(flag.name).empty()) {
      return Missing(absl::StrCat(Dashed(flag.name), " ", PlaceholderOf(flag, language)),
                     command.example, language);
    }
  }
  return absl::OkStatus();
}

// The command's name are the arguments `at`.
int RunCommand(const Command& command, absl::Span<const size_t> at, const Invocation& it) {
  if (it.help) return it.Say(HelpText(command, it.language, it.environment.terminal_width));
  const std::vector<Flag> flags = command.flags();
  return it.WithSession(flags, Without(it.args, at), command.waits,
                        [&](Session& session, const Arguments& arguments) {
                          absl::Status given = CheckGiven(command, flags, arguments, it.language);
                          if (given.ok()) {
                            given = command.group == Command::Section::kReport
                                        ? CheckReportFormat(session.settings(), it.language)
                                        : CheckPlainFormat(session.settings(), false, it.language);
                          }
                          return given.ok() ? command.run(session, arguments)
                                            : Explain(given, it.language, it.err);
                        });
}

// A verb is about something, unless it lists or makes what is in nothing.
absl::Status CheckNamed(const Noun& noun, const Verb& verb, const Arguments& arguments,
                        Language language) {
  const std::string words = WordsOf(noun, verb);
  if (!arguments.words.empty() || words.empty() || words[0] == '[') return absl::OkStatus();
  const NamePattern& pattern = NamePattern::Of(noun.resource);
  const bool below = verb.kind == Verb::Kind::kCreate && !pattern.parent_text().empty();
  const Descriptor* const what =
      below ? ResourceOfName(
                  NamePattern(pattern.parent_text()).Fill(Ids(pattern.variables().size() - 1, "-")))
            : noun.resource;
  return Missing(WithForm(what, PlaceholderIn(words, language), language), ExampleOf(noun, verb),
                 language);
}

// What is said of many is not said of one.
absl::Status CheckOfOne(const Arguments& arguments, Language language) {
  for (const char* flag : {"project", "yes"}) {
    if (arguments.Has(flag)) return Mistake(words::kOnlyWithFilter, language, Dashed(flag));
  }
  return absl::OkStatus();
}

// The noun and the verb are the arguments `at`.
int RunNoun(const Noun& noun, const std::string& verb_name, absl::Span<const size_t> at,
            const Invocation& it) {
  const Language language = it.language;
  const int width = it.environment.terminal_width;
  if (const Verb* verb = noun.Find(verb_name)) {
    if (it.help) return it.Say(HelpText(noun, *verb, language, width));
    const std::vector<Flag> flags = FlagsOf(noun, *verb);
    return it.WithSession(flags, Without(it.args, at), Waits::kForAnAnswer,
                          [&](Session& session, const Arguments& arguments) {
                            const bool bulk = TakesFilter(noun, *verb) && arguments.Has("filter");
                            absl::Status given = bulk
                                                     ? absl::OkStatus()
                                                     : CheckNamed(noun, *verb, arguments, language);
                            if (given.ok() && !bulk && TakesFilter(noun, *verb)) {
                              given = CheckOfOne(arguments, language);
                            }
                            if (given.ok()) {
                              given = CheckPlainFormat(session.settings(), true, language);
                            }
                            if (!given.ok()) return Explain(given, language, it.err);
                            return bulk ? RunBulk(session, noun, *verb, flags, arguments)
                                        : RunVerb(session, noun, *verb, flags, arguments);
                          });
  }
  if (const Command* command = FindReportCommand(noun, verb_name)) {
    return RunCommand(*command, at, it);
  }
  const std::string verbs = absl::StrJoin(noun.VerbNames(), ", ");
  if (!verb_name.empty()) {
    return it.Misunderstood(Say(words::kUnknownVerb, language, verb_name, noun.name, verbs) +
                            DidYouMean(verb_name, noun.VerbNames(), language));
  }
  if (it.help) return it.Say(HelpText(noun, language, width));
  return it.Misunderstood(Say(words::kVerbMissing, language, noun.name, verbs));
}

// `cofi report NAME`; the two words are the arguments `at`.
int RunReportNamed(const std::string& name, absl::Span<const size_t> at, const Invocation& it) {
  if (const Command* command = FindReportCommand(name)) return RunCommand(*command, at, it);
  if (name.empty() && it.help)
    return it.Say(ReportsHelpText(it.language, it.environment.terminal_width));
  return it.Misunderstood(
      Say(words::kNotAReport, it.language, name, absl::StrJoin(ReportNames(it.language), ", ")) +
      DidYouMean(name, ReportNames(it.language), it.language));
}

}  // namespace

int Run(const std::vector<std::string>& args, const Environment& environment, std::ostream& out,
        std::ostream& err) {
  if (!args.empty() && args[0] == "__complete") {
    return RunComplete({args.begin() + 1, args.end()}, environment, out);
  }
  Invocation it{args, GlobalsIn(args).Has("help"), environment, LanguageOf(args, environment), out,
                err};
  if (!std::all_of(args.begin(), args.end(), [](const std::string& arg) { return IsUtf8(arg); })) {
    return it.Misunderstood(words::kNotUtf8.In(it.language));
  }
  if (args == std::vector<std::string>{"--version"}) it.args = {"version"};
  std::vector<size_t> at = WordPositions(it.args, 1);
  // `cofi help application submit` is `cofi application submit --help`.
  if (!at.empty() && it.args[at[0]] == "help") {
    it.help = true;
    it.args = Without(it.args, at);
  }
  at = WordPositions(it.args, 2);
  if (at.empty()) {
    if (it.args.empty() || it.help)
      return it.Say(HelpText(it.language, environment.terminal_width));
    // Flags alone: a mistake in them is told, else the help is what was wanted.
    return it.WithSession({}, it.args, Waits::kForAnAnswer, [&](Session&, const Arguments&) {
      return it.Say(HelpText(it.language, environment.terminal_width));
    });
  }
  const std::string& first = it.args[at[0]];
  const std::string second = at.size() > 1 ? it.args[at[1]] : "";
  const Noun* noun = FindNoun(first);
  const Command* command = FindCommand(first);
  if (command != nullptr) return RunCommand(*command, absl::MakeConstSpan(at).first(1), it);
  if (first == kReportWord) return RunReportNamed(second, at, it);
  if (noun != nullptr) return RunNoun(*noun, second, at, it);
  return it.Misunderstood(Say(words::kUnknownCommand, it.language, first) +
                          DidYouMean(first, FirstWords(), it.language));
}

}  // namespace cofi::cli
