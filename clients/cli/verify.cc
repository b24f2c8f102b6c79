#include "clients/cli/verify.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/fields.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/checkpoint.h"
#include "clients/cli/csv.h"
#include "clients/cli/exchange.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/failures.h"
#include "clients/cli/input.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace cofi::cli {
namespace {

using journal::v1::ChainHead;
using journal::v1::Verdict;
using journal::v1::VerifyJournalRequest;
using journal::v1::VerifyJournalResponse;

constexpr const char* kServices[] = {"projects", "applications", "budgets"};
// Well below the 256 KiB of a request.
constexpr int kHeadsPerRequest = 1'000;
// Unless --timeout says otherwise: a large store takes its time.
constexpr absl::Duration kPatience = absl::Hours(24);

Flag ServiceFlag() {
  Flag flag{"service", "projects|applications|budgets", words::kServiceHelp, {}};
  flag.repeated = true;
  return flag;
}

absl::StatusOr<std::vector<std::string>> ServicesOf(const Arguments& arguments, Language language) {
  const auto given = arguments.flags.find("service");
  if (given == arguments.flags.end()) {
    return std::vector<std::string>(std::begin(kServices), std::end(kServices));
  }
  for (const std::string& service : given->second) {
    if (std::count(std::begin(kServices), std::end(kServices), service) == 0) {
      return Mistake(words::kNotOneOf, language, "--service", Printable(service),
                     absl::StrJoin(kServices, ", "));
    }
  }
  return given->second;
}

Settings WithPatience(const Session& session, const Arguments& arguments) {
  Settings settings = session.settings();
  if (!arguments.Has("timeout")) settings.timeout = kPatience;
  return settings;
}

// Asks the server of a service for a stream of JournalService.
grpc::Status Ask(Session& session, const Settings& settings, const std::string& service,
                 const Message& request, Message* response, const std::function<void()>& answered) {
  return Exchange(session.ChannelTo(absl::StrCat("cofi.", service, ".v1")), settings,
                  clients::PathOf(clients::MethodOf(request.GetDescriptor())), request, response,
                  answered);
}

// The checkpoint that the flags name; without heads if they name none.
absl::StatusOr<Checkpoint> CheckpointOf(const Arguments& arguments, Language language) {
  if (!arguments.Has("checkpoint")) return Checkpoint{};
  if (!arguments.Has("key")) return Mistake(words::kNeedsKey, language);
  const std::string file = arguments.Value("checkpoint");
  const std::string key_file = arguments.Value("key");
  COFI_ASSIGN_OR_RETURN(const std::string text, ReadInput(file, language));
  COFI_ASSIGN_OR_RETURN(const std::string key, ReadInput(key_file, language));
  return ReadCheckpoint(text, key, file, key_file, language);
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
  for (VerifyJournalRequest& request : requests) request.set_service(service);
  return requests;
}

// Verifies one service; `verdict` is that of all its requests together.
grpc::Status Verify(Session& session, const Settings& settings,
                    const std::vector<VerifyJournalRequest>& requests, ProgressBar* bar,
                    Verdict* verdict) {
  for (const VerifyJournalRequest& request : requests) {
    VerifyJournalResponse response;
    Verdict part;
    const grpc::Status status = Ask(session, settings, request.service(), request, &response, [&] {
      if (response.has_verdict()) part = response.verdict();
      const journal::v1::VerifyProgress& progress = response.progress();
      if (!response.has_progress() || progress.phase() == 0) return;
      const auto* phase =
          journal::v1::VerifyProgress::Phase_descriptor()->FindValueByNumber(progress.phase());
      bar->Show(absl::StrCat(request.service(), " ", LabelOf(phase, settings.language)),
                progress.checked(), progress.total());
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

std::vector<const Message*> Pointers(const std::vector<Verdict>& verdicts) {
  std::vector<const Message*> pointers;
  pointers.reserve(verdicts.size());
  for (const Verdict& verdict : verdicts) pointers.push_back(&verdict);
  return pointers;
}

}  // namespace

std::string VerdictsText(const std::vector<Verdict>& verdicts, const Settings& settings) {
  const Language language = settings.language;
  const auto column = [&](int field, Table::Align align) {
    return Table::Column{LabelOf(Verdict::descriptor()->FindFieldByNumber(field), language), align};
  };
  Table table({column(Verdict::kServiceFieldNumber, Table::kWhole),
               column(Verdict::kChainsFieldNumber, Table::kRight),
               column(Verdict::kEntriesFieldNumber, Table::kRight),
               column(Verdict::kResourcesFieldNumber, Table::kRight),
               column(Verdict::kHeadsFieldNumber, Table::kRight),
               {words::kVerdictHeader.In(language), Table::kWhole}});
  for (const Verdict& verdict : verdicts) {
    table.Row({verdict.service(), FormatCount(verdict.chains(), language),
               FormatCount(verdict.entries(), language), FormatCount(verdict.resources(), language),
               verdict.heads() == 0 ? "" : FormatCount(verdict.heads(), language),
               (verdict.sound() ? words::kSound : words::kNotSound).In(language)});
  }
  table.DropEmptyColumns();
  return table.Text(settings.width, settings.styled);
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
  const Settings settings = WithPatience(session, arguments);

  int code = kDone;
  std::vector<Verdict> verdicts;
  {
    ProgressBar bar(session.err(), settings.progress);
    for (const std::string& service : *services) {
      Verdict verdict;
      const grpc::Status status = Verify(
          session, settings, RequestsFor(service, checkpoint->heads[service]), &bar, &verdict);
      if (status.ok()) {
        verdicts.push_back(std::move(verdict));
      } else if (const int failed = Explain(status, settings, session.err()); code == kDone) {
        code = failed;
      }
    }
  }
  switch (settings.format) {
    case Format::kJson:
      session.out() << JsonText(Pointers(verdicts));
      break;
    case Format::kCsv:
      session.out() << CsvText(Verdict::descriptor(), Pointers(verdicts));
      break;
    default:
      session.out() << VerdictsText(verdicts, settings);
  }
  session.out().flush();
  for (const Verdict& verdict : verdicts) {
    if (verdict.sound()) continue;
    session.err() << "! " << ReasonName(verdict.finding().reason()) << " " << verdict.service()
                  << ": " << Printable(verdict.finding().message()) << "\n";
    code = kRefused;
  }
  return code;
}

int RunCheckpoint(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const auto services = ServicesOf(arguments, language);
  if (!services.ok()) return Explain(services.status(), language, session.err());
  if (!arguments.Has("key")) {
    return Explain(Mistake(words::kNameMissing, language, "--key FILE"), language, session.err());
  }
  const Settings settings = WithPatience(session, arguments);
  Checkpoint checkpoint{.time = absl::Now(), .heads = {}};
  size_t count = 0;
  for (const std::string& service : *services) {
    journal::v1::ReadHeadsRequest request;
    request.set_service(service);
    ChainHead head;
    std::vector<ChainHead>& heads = checkpoint.heads[service];
    const grpc::Status status =
        Ask(session, settings, service, request, &head, [&] { heads.push_back(head); });
    if (!status.ok()) return Explain(status, settings, session.err());
    count += heads.size();
  }
  // Not before there is something to sign.
  bool made = false;
  const std::string key_file = arguments.Value("key");
  const auto key = SigningKeyIn(key_file, language, &made);
  if (!key.ok()) return Explain(key.status(), language, session.err());
  if (made) session.err() << Say(words::kKeyMade, language, key_file) << "\n";
  const auto text = CheckpointText(checkpoint, *key);
  if (!text.ok()) {
    return Explain(Mistake(words::kNoKey, language, key_file), language, session.err());
  }
  const std::string& file = arguments.words[0];
  const absl::Status written = WriteNew(file, *text, 0644, language);
  if (!written.ok()) return Explain(written, language, session.err());
  session.err() << Say(words::kCheckpointWritten, language, count, file) << "\n";
  return kDone;
}

}  // namespace cofi::cli
