#include "clients/cli/commands/verify.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/fields.h"
#include "base/readable.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"
#include "clients/cli/commands/checkpoint.h"
#include "clients/cli/commands/signing_key.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/printed/progress.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/sent/transfer.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/words.h"
#include "clients/services.h"

namespace cofi::cli {
namespace {

using journal::v1::ChainHead;
using journal::v1::Verdict;
using journal::v1::VerifyJournalRequest;
using journal::v1::VerifyJournalResponse;

// Well below the 256 KiB of a request.
constexpr int kHeadsPerRequest = 1'000;

// Asks the server of a service for a stream of JournalService.
grpc::Status Ask(Session& session, const std::string& service, const Message& request,
                 Message* response, const std::function<grpc::Status()>& answered) {
  return Download(ChannelTo(session, service), session.settings(), PathOf(request), request,
                  response, answered);
}

// The checkpoint that the flags name; without heads if they name none.
absl::StatusOr<Checkpoint> CheckpointOf(const Arguments& arguments, Language language) {
  if (!arguments.Has("checkpoint")) return Checkpoint{};
  if (!arguments.Has("key")) return Mistake(words::kNeedsKey, language);
  return ReadCheckpoint(arguments.Value("checkpoint"), arguments.Value("key"), language);
}

// The heads in as many requests as they take, of which the first proves the rest
// of the store too.
std::vector<VerifyJournalRequest> RequestsFor(const std::string& service,
                                              const std::vector<ChainHead>& heads) {
  std::vector<VerifyJournalRequest> requests(1);
  for (const ChainHead& head : heads) {
    if (requests.back().heads_size() == kHeadsPerRequest) {
      requests.emplace_back().set_heads_only(true);
    }
    *requests.back().add_heads() = head;
  }
  for (VerifyJournalRequest& request : requests) request.set_journal(clients::JournalOf(service));
  return requests;
}

// Verifies one service; `verdict` is that of all its requests together.
grpc::Status Verify(Session& session, const std::vector<VerifyJournalRequest>& requests,
                    ProgressBar* bar, Verdict* verdict) {
  for (const VerifyJournalRequest& request : requests) {
    VerifyJournalResponse response;
    Verdict part;
    const grpc::Status status =
        Ask(session, clients::ServiceOf(request.journal()), request, &response, [&] {
          if (response.has_verdict()) part = response.verdict();
          const journal::v1::VerifyProgress& progress = response.progress();
          if (!response.has_progress() || progress.phase() == 0) return grpc::Status::OK;
          bar->Show(absl::StrCat(clients::ServiceOf(request.journal()), " ",
                                 EnumLabel(progress.phase(), session.language())),
                    progress.checked(), progress.total());
          return grpc::Status::OK;
        });
    bar->Clear();
    if (!status.ok()) return status;
    part.set_heads(part.heads() + verdict->heads());
    if (request.heads_only()) {
      verdict->set_heads(part.heads());
      verdict->set_sound(part.sound());
      *verdict->mutable_finding() = part.finding();
      if (!part.has_finding()) verdict->clear_finding();
    } else {
      *verdict = part;
    }
    if (!verdict->sound()) break;
  }
  return grpc::Status::OK;
}

// A service that others did not answer is neither sound nor the contrary.
const Text& WordFor(const Verdict& verdict) {
  if (verdict.sound()) return words::kSound;
  return verdict.finding().reason() == type::v1::REASON_PEER_UNAVAILABLE ? words::kNotProved
                                                                         : words::kNotSound;
}

}  // namespace

std::string VerdictsText(const std::vector<Verdict>& verdicts, const Settings& settings) {
  const Language language = settings.language;
  return RowsText(Verdict::descriptor(), PointersTo(verdicts), settings, [&] {
    const FieldColumns<Verdict> column(language);
    TextTable table({column(Verdict::kJournalFieldNumber, TextColumn::kWhole),
                     column(Verdict::kChainsFieldNumber, TextColumn::kRight),
                     column(Verdict::kEntriesFieldNumber, TextColumn::kRight),
                     column(Verdict::kResourcesFieldNumber, TextColumn::kRight),
                     column(Verdict::kHeadsFieldNumber, TextColumn::kRight),
                     column(Verdict::kFutureEntriesFieldNumber, TextColumn::kRight),
                     column(Verdict::kAdditionsFieldNumber, TextColumn::kWhole),
                     {words::kVerdictHeader.In(language), TextColumn::kWhole}},
                    language);
    for (const Verdict& verdict : verdicts) {
      table.Row(
          {clients::ServiceOf(verdict.journal()), FormatCount(verdict.chains(), language),
           FormatCount(verdict.entries(), language), FormatCount(verdict.resources(), language),
           verdict.heads() == 0 ? "" : FormatCount(verdict.heads(), language),
           verdict.future_entries() == 0 ? "" : FormatCount(verdict.future_entries(), language),
           absl::StrJoin(verdict.additions(), ", "), WordFor(verdict).In(language)});
    }
    table.DropEmptyColumns();
    return table;
  });
}

std::vector<Flag> VerifyFlags() {
  return {ServiceFlag(),
          {"checkpoint", "FILE", words::kCheckpointHelp, {}},
          {"key", "FILE", words::kVerifyKeyHelp, {}}};
}

std::vector<Flag> CheckpointFlags() {
  Flag key{"key", "FILE", words::kCheckpointKeyHelp, {}};
  key.required = true;
  return {key, ServiceFlag()};
}

int RunVerify(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const auto services = ServicesOf(arguments, language);
  if (!services.ok()) return Explain(services.status(), language, session.err());
  auto checkpoint = CheckpointOf(arguments, language);
  if (!checkpoint.ok()) return Explain(checkpoint.status(), language, session.err());
  const Settings& settings = session.settings();

  int code = kDone;
  std::vector<Verdict> verdicts;
  {
    ProgressBar bar(session.err(), settings.progress);
    for (const std::string& service : *services) {
      Verdict verdict;
      const grpc::Status status =
          Verify(session, RequestsFor(service, checkpoint->heads[service]), &bar, &verdict);
      if (status.ok()) {
        verdicts.push_back(std::move(verdict));
      } else if (const int failed = Explain(status, settings, session.err()); code == kDone) {
        code = failed;
      }
    }
  }
  session.out() << VerdictsText(verdicts, settings);
  session.out().flush();
  for (const Verdict& verdict : verdicts) {
    if (verdict.sound()) continue;
    session.err() << "! " << ReasonName(verdict.finding().reason()) << " "
                  << clients::ServiceOf(verdict.journal()) << ": "
                  << Printable(verdict.finding().message()) << "\n";
    code = kRefused;
  }
  if (code == kDone && settings.format == Format::kTable) {
    session.err() << words::kNothingAltered.In(language) << "\n";
  }
  return code;
}

int RunCheckpoint(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const auto services = ServicesOf(arguments, language);
  if (!services.ok()) return Explain(services.status(), language, session.err());
  // What will be refused is, before a large store is read and before a key is made.
  const std::string& file = arguments.words[0];
  const std::string key_file = arguments.Value("key");
  std::error_code missing;
  if (std::filesystem::exists(file, missing)) {
    return Explain(CannotWrite(file, EEXIST, language), language, session.err());
  }
  bool made = false;
  absl::StatusOr<std::string> key = std::string();
  if (std::filesystem::exists(key_file, missing)) key = SigningKeyIn(key_file, language, &made);
  if (!key.ok()) return Explain(key.status(), language, session.err());

  Checkpoint checkpoint{.time = absl::Now(), .heads = {}};
  size_t count = 0;
  for (const std::string& service : *services) {
    journal::v1::ReadHeadsRequest request;
    request.set_journal(clients::JournalOf(service));
    ChainHead head;
    std::vector<ChainHead>& heads = checkpoint.heads[service];
    const grpc::Status status = Ask(session, service, request, &head, [&] {
      heads.push_back(head);
      return grpc::Status::OK;
    });
    if (!status.ok()) return Explain(status, session.settings(), session.err());
    count += heads.size();
  }
  // Not before there is something to sign.
  if (key->empty()) key = SigningKeyIn(key_file, language, &made);
  if (!key.ok()) return ExplainLate(key.status(), language, session.err());
  if (made) session.err() << Say(words::kKeyMade, language, key_file) << "\n";
  const auto text = CheckpointText(checkpoint, *key);
  if (!text.ok()) {
    return ExplainLate(Mistake(words::kNoKey, language, key_file), language, session.err());
  }
  const absl::Status written = WriteNew(file, *text, 0644, language);
  if (!written.ok()) return ExplainLate(written, language, session.err());
  const bool one = IsSingular(static_cast<int64_t>(count), language);
  session.err() << Say(one ? words::kOneHeadWritten : words::kHeadsWritten, language, count, file)
                << "\n";
  return kDone;
}

}  // namespace cofi::cli
