#include "clients/cli/catalog.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands/apply.h"
#include "clients/cli/commands/backup.h"
#include "clients/cli/commands/contents.h"
#include "clients/cli/commands/followers.h"
#include "clients/cli/commands/history.h"
#include "clients/cli/commands/reports.h"
#include "clients/cli/commands/rpc.h"
#include "clients/cli/commands/verify.h"
#include "clients/cli/completion_scripts.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/report_kinds.h"
#include "clients/cli/words_help.h"

namespace cofi::cli {
namespace {

using Section = Command::Section;
using Takes = Command::Takes;

std::vector<Flag> NoFlags() { return {}; }

int RunVersion(Session& session, const Arguments&) {
  session.out() << "cofi " << COFI_VERSION << "\n";
  return kDone;
}

const std::vector<Command>& OtherCommands() {
  static const auto* const commands = new std::vector<Command>{
      {"apply", Takes::kNothing, "-f FILE.yaml", words::kApplySummary,
       "cofi apply -f docs/cases/precarisation.yaml", Section::kOther, &ApplyFlags, &RunApply,
       Waits::kForAnAnswer, words::kApplySample},
      {"download", Takes::kWord, "PROJECT/ATTACHMENT", words::kDownloadSummary,
       "cofi download precarisation/convention-pdf -o convention.pdf", Section::kOther,
       &DownloadFlags, &RunDownload, Waits::kForAStream},
      {"claim-pack", Takes::kWord, "PROJECT/GRANT/CLAIM", words::kClaimPackSummary,
       "cofi claim-pack precarisation/fdf/acompte-2017 -o acompte-2017.zip", Section::kOther,
       &DownloadFlags, &RunClaimPack, Waits::kForAStream},
      {"backup", Takes::kFile, "FOLDER", words::kBackupSummary, "cofi backup 2026-11-25",
       Section::kOther, &BackupFlags, &RunBackup, Waits::kForAStream},
      {"restore", Takes::kFile, "FOLDER", words::kRestoreSummary,
       "cofi restore 2026-11-25 --losing budgets=3", Section::kOther, &RestoreFlags, &RunRestore,
       Waits::kForAStream},
      {"verify", Takes::kNothing, "", words::kVerifySummary,
       "cofi verify --checkpoint 2026-11.checkpoint --key auditor.pem.pub", Section::kOther,
       &VerifyFlags, &RunVerify, Waits::kForAStream},
      {"checkpoint", Takes::kFile, "FILE", words::kCheckpointSummary,
       "cofi checkpoint 2026-11.checkpoint --key auditor.pem", Section::kOther, &CheckpointFlags,
       &RunCheckpoint, Waits::kForAStream},
      {"followers", Takes::kNothing, "", words::kFollowersSummary, "cofi followers",
       Section::kOther, &FollowersFlags, &RunFollowers},
      {"lead", Takes::kWord, "FOLLOWER", words::kLeadSummary,
       "cofi lead awards --to 1204-9f86d081884c7d65 --note 'entry 1204 cannot be read: see ticket"
       " 7'",
       Section::kOther, &LeadFlags, &RunLead},
      {"history", Takes::kName, "NAME", words::kHistorySummary, "cofi history precarisation/leader",
       Section::kOther, &HistoryFlags, &RunHistory},
      {"outcome", Takes::kWord, "REQUEST_ID", words::kOutcomeSummary,
       "cofi outcome 1b4e28ba-2fa1-41d2-883f-0016d3cca427", Section::kOther, &OutcomeFlags,
       &RunOutcome},
      {"rpc", Takes::kWord, "SERVICE/METHOD", words::kRpcSummary,
       "cofi rpc cofi.projects.v1.ProjectService/GetProject -d '{\"name\":"
       " \"projects/precarisation\"}'",
       Section::kOther, &RpcFlags, &RunRpc},
      {"completion", Takes::kWord, "bash|zsh|fish", words::kCompletionSummary,
       "source <(cofi completion bash)", Section::kOther, &NoFlags, &RunCompletion},
      {"version", Takes::kNothing, "", words::kVersionSummary, "cofi version", Section::kOther,
       &NoFlags, &RunVersion},
  };
  return *commands;
}

Command::Takes TakesOf(ReportKind::Word word) {
  switch (word) {
    case ReportKind::Word::kProject:
      return Takes::kProject;
    case ReportKind::Word::kMaybeProject:
      return Takes::kMaybeProject;
    case ReportKind::Word::kText:
      return Takes::kWord;
    case ReportKind::Word::kNothing:
      break;
  }
  return Takes::kNothing;
}

// The options of a descriptor stay as long as the program.
Command CommandOf(const ReportKind& kind) {
  const type::v1::Report& facts = kind.facts();
  return {
      .name = facts.has_command() ? kind.name : absl::StrCat(kReportWord, " ", kind.name),
      .takes = TakesOf(kind.word),
      .words = kind.word_shown,
      .summary = {facts.summary().c_str(), facts.fr_summary().c_str()},
      .example = facts.example(),
      .group = Section::kReport,
      .flags = [&kind] { return FlagsOf(kind); },
      .run = [&kind](Session& session,
                     const Arguments& arguments) { return RunReport(kind, session, arguments); },
      .waits = Waits::kForAnAnswer};
}

const std::vector<Command>& ReportCommands() {
  static const auto* const commands = [] {
    auto* const made = new std::vector<Command>;
    for (const ReportKind& kind : ReportKinds()) made->push_back(CommandOf(kind));
    return made;
  }();
  return *commands;
}

}  // namespace

const std::vector<Command>& Commands() {
  static const auto* const commands = [] {
    auto* const made = new std::vector<Command>(ReportCommands());
    made->insert(made->end(), OtherCommands().begin(), OtherCommands().end());
    return made;
  }();
  return *commands;
}

const Command* FindReportCommand(absl::string_view name) {
  const ReportKind* const kind = FindReport(name);
  return kind == nullptr ? nullptr : &ReportCommands()[kind - ReportKinds().data()];
}

const Command* FindReportCommand(const Noun& noun, absl::string_view name) {
  const ReportKind* const kind = FindReport(name);
  return kind == nullptr || kind->facts().of_resource() != noun.name ? nullptr
                                                                     : FindReportCommand(name);
}

std::vector<std::string> ReportNames(Language language) {
  std::vector<std::string> names;
  for (const ReportKind& kind : ReportKinds()) {
    names.push_back(language == Language::kFrench ? kind.facts().fr_name() : kind.name);
  }
  return names;
}

std::vector<std::string> FirstWords() {
  std::vector<std::string> names = NounNames();
  for (const Command& command : Commands()) {
    // `report expenses` is said by its first word.
    if (!absl::StrContains(command.name, ' ')) names.push_back(command.name);
  }
  names.emplace_back(kReportWord);
  names.emplace_back("help");
  return names;
}

const Command* FindCommand(absl::string_view name) {
  for (const Command& command : Commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace cofi::cli
