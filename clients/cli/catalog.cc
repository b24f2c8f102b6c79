#include "clients/cli/catalog.h"

#include "clients/cli/commands/apply.h"
#include "clients/cli/commands/backup.h"
#include "clients/cli/commands/call.h"
#include "clients/cli/commands/followers.h"
#include "clients/cli/commands/history.h"
#include "clients/cli/commands/reports.h"
#include "clients/cli/commands/verify.h"
#include "clients/cli/completion_scripts.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/words_help.h"

namespace cofi::cli {
namespace {

std::vector<Flag> NoFlags() { return {}; }

int RunVersion(Session& session, const Arguments&) {
  session.out() << "cofi " << COFI_VERSION << "\n";
  return kDone;
}

}  // namespace

const std::vector<Command>& Commands() {
  using Section = Command::Section;
  using Takes = Command::Takes;
  static const auto* const commands = new std::vector<Command>{
      {"status", Takes::kProject, "PROJECT", words::kStatusSummary,
       "cofi status precarisation --as-of 2018-03-23", Section::kReport, &StatusFlags, &RunStatus},
      {"plan", Takes::kProject, "PROJECT", words::kPlanSummary, "cofi plan precarisation",
       Section::kReport, &PlanFlags, &RunPlan},
      {"deadlines", Takes::kMaybeProject, "[PROJECT]", words::kDeadlinesSummary,
       "cofi deadlines --overdue --fail-if-any", Section::kReport, &DeadlinesFlags, &RunDeadlines},
      {"pipeline", Takes::kMaybeProject, "[PROJECT]", words::kPipelineSummary,
       "cofi pipeline precarisation -o csv", Section::kReport, &PipelineFlags, &RunPipeline},
      {"portfolio", Takes::kNothing, "", words::kPortfolioSummary,
       "cofi portfolio --order-by next_deadline", Section::kReport, &PortfolioFlags, &RunPortfolio},
      {"search", Takes::kWord, "TEXT", words::kSearchSummary, "cofi search précar",
       Section::kReport, &SearchFlags, &RunSearch},
      {"apply", Takes::kNothing, "-f FILE.yaml", words::kApplySummary,
       "cofi apply -f docs/cases/precarisation.yaml", Section::kOther, &ApplyFlags, &RunApply,
       Waits::kForAnAnswer, words::kApplySample},
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
      {"call", Takes::kWord, "SERVICE/METHOD", words::kCallSummary,
       "cofi call cofi.projects.v1.ProjectService/GetProject -d '{\"name\":"
       " \"projects/precarisation\"}'",
       Section::kOther, &CallFlags, &RunCall},
      {"completion", Takes::kWord, "bash|zsh|fish", words::kCompletionSummary,
       "source <(cofi completion bash)", Section::kOther, &NoFlags, &RunCompletion},
      {"version", Takes::kNothing, "", words::kVersionSummary, "cofi version", Section::kOther,
       &NoFlags, &RunVersion},
  };
  return *commands;
}

std::vector<std::string> FirstWords() {
  std::vector<std::string> names = NounNames();
  for (const Command& command : Commands()) names.emplace_back(command.name);
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
