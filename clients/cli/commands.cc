#include "clients/cli/commands.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/apply.h"
#include "clients/cli/call.h"
#include "clients/cli/complete.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/failures.h"
#include "clients/cli/help.h"
#include "clients/cli/nouns.h"
#include "clients/cli/reports.h"
#include "clients/cli/requests.h"
#include "clients/cli/text.h"
#include "clients/cli/verbs.h"
#include "clients/cli/words.h"

namespace cofi::cli {
namespace {

std::vector<Flag> NoFlags() { return {}; }

int RunVersion(Session& session, const Arguments&) {
  session.out() << "cofi " << COFI_VERSION << "\n";
  return kDone;
}

std::vector<std::string> Without(std::vector<std::string> args, absl::Span<const size_t> at) {
  for (size_t i = at.size(); i-- > 0;) args.erase(args.begin() + at[i]);
  return args;
}

bool AsksForHelp(absl::Span<const std::string> args) {
  const auto end = std::find(args.begin(), args.end(), "--");
  return std::any_of(args.begin(), end,
                     [](const std::string& arg) { return arg == "--help" || arg == "-h"; });
}

int Mistake(const std::string& sentence, Language language, std::ostream& err) {
  return Explain(absl::InvalidArgumentError(sentence), language, err);
}

std::string Meant(const std::string& given, absl::Span<const std::string> candidates,
                  Language language) {
  const std::string nearest = Nearest(given, candidates);
  return nearest.empty() ? "" : Say(words::kDidYouMean, language, nearest);
}

std::vector<std::string> AllNames() {
  std::vector<std::string> names = NounNames();
  for (const Command& command : Commands()) names.emplace_back(command.name);
  return names;
}

// Reads flags and settings, then runs.
template <typename Action>
int WithSession(const std::vector<Flag>& flags, absl::Span<const std::string> rest,
                const Surroundings& around, Language language, std::ostream& out, std::ostream& err,
                const Action& action) {
  const auto arguments = ReadArguments(flags, rest, language);
  if (!arguments.ok()) return Explain(arguments.status(), language, err);
  const auto settings = ReadSettings(*arguments, around, language);
  if (!settings.ok()) return Explain(settings.status(), language, err);
  Session session(*settings, out, err);
  return action(session, *arguments);
}

}  // namespace

const std::vector<Command>& Commands() {
  using Group = Command::Group;
  static const auto* const commands = new std::vector<Command>{
      {"status", "PROJECT", words::kStatusSummary, "cofi status precarisation --as-of 2018-03-23",
       Group::kReport, &StatusFlags, &RunStatus},
      {"plan", "PROJECT", words::kPlanSummary, "cofi plan precarisation", Group::kReport,
       &PlanFlags, &RunPlan},
      {"deadlines", "[PROJECT]", words::kDeadlinesSummary, "cofi deadlines --overdue --fail-if-any",
       Group::kReport, &DeadlinesFlags, &RunDeadlines},
      {"pipeline", "[PROJECT]", words::kPipelineSummary, "cofi pipeline precarisation -o csv",
       Group::kReport, &PipelineFlags, &RunPipeline},
      {"apply", "-f FILE.yaml", words::kApplySummaryHelp,
       "cofi apply -f docs/cases/precarisation.yaml", Group::kOther, &ApplyFlags, &RunApply},
      {"call", "SERVICE/METHOD", words::kCallSummary,
       "cofi call cofi.projects.v1.ProjectService/GetProject -d '{\"name\":"
       " \"projects/precarisation\"}'",
       Group::kOther, &CallFlags, &RunCall},
      {"completion", "bash|zsh|fish", words::kCompletionSummary, "source <(cofi completion bash)",
       Group::kOther, &NoFlags, &RunCompletion},
      {"version", "", words::kVersionSummary, "cofi version", Group::kOther, &NoFlags, &RunVersion},
  };
  return *commands;
}

const Command* FindCommand(absl::string_view name) {
  for (const Command& command : Commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

int Run(const std::vector<std::string>& args, const Surroundings& around, std::ostream& out,
        std::ostream& err) {
  if (!args.empty() && args[0] == "__complete") {
    return RunComplete({args.begin() + 1, args.end()}, around, out);
  }
  const Language language = LanguageOf(args, around);
  if (!std::all_of(args.begin(), args.end(), [](const std::string& arg) { return IsUtf8(arg); })) {
    return Mistake(words::kNotUtf8.In(language), language, err);
  }
  std::vector<std::string> given = args;
  bool help = AsksForHelp(args);
  // `cofi help application submit` is `cofi application submit --help`.
  std::vector<size_t> at = WordPositions(given, 1);
  if (!at.empty() && given[at[0]] == "help") {
    help = true;
    given = Without(given, at);
  }
  at = WordPositions(given, 2);
  const int width = around.terminal_width;
  if (at.empty()) {
    // A flag that is not known, or nothing at all.
    if (given.empty() || help) return out << HelpText(language, width), kDone;
    return WithSession({}, given, around, language, out, err, [&](Session&, const Arguments&) {
      return out << HelpText(language, width), kDone;
    });
  }

  const std::string& first = given[at[0]];
  const std::string second = at.size() > 1 ? given[at[1]] : "";
  const Noun* noun = FindNoun(first);
  const Command* command = FindCommand(first);
  // `call` is both: the noun before one of its verbs, else the command.
  if (command != nullptr && (noun == nullptr || noun->Find(second) == nullptr)) {
    if (help) {
      out << HelpText(*command, language, width);
      if (noun != nullptr) out << "\n" << HelpText(*noun, language, width);
      return kDone;
    }
    return WithSession(command->flags(), Without(given, absl::MakeConstSpan(at).subspan(0, 1)),
                       around, language, out, err, command->run);
  }
  if (noun == nullptr) {
    return Mistake(Say(words::kUnknownCommand, language, Printable(first)) +
                       Meant(first, AllNames(), language),
                   language, err);
  }
  const Verb* verb = noun->Find(second);
  if (verb != nullptr) {
    if (help) return out << HelpText(*noun, *verb, language, width), kDone;
    const std::vector<Flag> flags = FlagsOf(*noun, *verb);
    return WithSession(flags, Without(given, at), around, language, out, err,
                       [&](Session& session, const Arguments& arguments) {
                         return RunVerb(session, *noun, *verb, flags, arguments);
                       });
  }
  if (second.empty() && help) return out << HelpText(*noun, language, width), kDone;
  if (second.empty()) {
    return Mistake(
        Say(words::kVerbMissing, language, noun->name, absl::StrJoin(noun->VerbNames(), ", ")),
        language, err);
  }
  return Mistake(Say(words::kUnknownVerb, language, Printable(second), noun->name,
                     absl::StrJoin(noun->VerbNames(), ", ")) +
                     Meant(second, noun->VerbNames(), language),
                 language, err);
}

}  // namespace cofi::cli
