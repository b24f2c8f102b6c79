#include "services/rpc/rehearsal.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "cofi/journal/v1/rehearsals.pb.h"
#include "services/rpc/errors.h"
#include "services/rpc/exchange.h"
#include "services/rpc/verb.h"

namespace cofi::rpc {
namespace {

using google::protobuf::Any;
using journal::v1::RehearsalStep;
using journal::v1::RehearseRequest;
using journal::v1::RehearseResponse;
using Done = std::function<void(const absl::Status&)>;

// Other writes wait for a rehearsal, and all its answers are in memory at once.
constexpr absl::Duration kTimeMax = absl::Seconds(5);
constexpr size_t kAnswerBytesMax = size_t{8} << 20;

// What is in an Any; null if this version does not know it.
std::unique_ptr<Message> Unpack(const Any& any) {
  std::string name;
  if (!Any::ParseAnyTypeUrl(any.type_url(), &name)) return nullptr;
  const Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  if (type == nullptr) return nullptr;
  std::unique_ptr<Message> message = NewMessage(type);
  if (!message->ParseFromString(any.value())) return nullptr;
  message->DiscardUnknownFields();
  return message;
}

struct Step {
  std::unique_ptr<Message> message;
  // Null of what is supposed.
  const Method* method = nullptr;
  const Host::Followed* followed = nullptr;
  db::Cause cause;
  // Why it is not tried at all, and what came of it.
  absl::Status admission, status;
  std::unique_ptr<Message> answer;
};

struct Rehearsal {
  const Host* host;
  const Call call;
  const absl::Time start = absl::Now();
  RehearseResponse* response;
  Done done;
  std::vector<Step> steps;
  absl::Mutex mutex;
  int open = 1;  // Steps that are not admitted yet, and one for Admit itself.
};
using RehearsalPtr = std::shared_ptr<Rehearsal>;

absl::Status ReadStep(const Rehearsal& rehearsal, const RehearsalStep& said, Step* step) {
  const bool supposed = said.has_supposed();
  step->message = Unpack(supposed ? said.supposed() : said.request());
  if (step->message == nullptr) {
    return Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", supposed ? "Resource" : "Request"}});
  }
  if (supposed) {
    step->cause = {.root = std::string(RootOf(StringField(*step->message, "name"))),
                   .verb = said.verb()};
    step->followed = rehearsal.host->FollowedBy(step->message->GetDescriptor());
    return absl::OkStatus();
  }
  step->method = rehearsal.host->Find(step->message->GetDescriptor());
  if (step->method == nullptr || step->method->handler->kind == Kind::kAsync ||
      step->method->row != nullptr) {
    return Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", "Request"}});
  }
  step->answer = NewMessage(step->method->descriptor->output_type());
  step->cause.principal = rehearsal.call.principal;
  return CheckAlone(*step->method, rehearsal.start, step->message.get(), &step->cause);
}

absl::Status Try(db::Transaction& tx, Step& step) {
  if (step.method != nullptr) {
    return step.method->handler->function(tx, *step.message, step.answer.get());
  }
  return step.followed == nullptr ? absl::OkStatus()
                                  : (*step.followed)(tx, *step.message, step.cause.verb);
}

// What fails here is the database's; what is refused is the step's.
absl::Status RunStep(const Surroundings& around, db::Transaction& tx, Step& step) {
  step.status = step.admission;
  if (!step.status.ok()) return absl::OkStatus();
  if (step.answer != nullptr) step.answer->Clear();
  step.cause.time = tx.now();
  db::Transaction own(tx, step.cause);
  COFI_RETURN_IF_ERROR(SetToday(around, step.cause.root, own));
  COFI_RETURN_IF_ERROR(tx.Savepoint());
  step.status = db::RunGuarded([&](db::Transaction& part) { return Try(part, step); }, own);
  if (!step.status.ok()) tx.heads()->Undo();
  return tx.Release(/*keep=*/step.status.ok());
}

void Answer(const Rehearsal& rehearsal) {
  for (const Step& step : rehearsal.steps) {
    auto* outcome = rehearsal.response->add_outcomes();
    if (!step.status.ok()) {
      const grpc::Status refusal = ToGrpc(step.status, rehearsal.call.language);
      outcome->mutable_refusal()->ParseFromString(refusal.error_details());
    } else if (step.answer != nullptr) {
      outcome->mutable_answer()->PackFrom(*step.answer);
    }
  }
}

// The root of all steps that do something, or the one that stands for all there are.
std::string RootOfAll(const Rehearsal& rehearsal) {
  std::string root;
  for (const Step& step : rehearsal.steps) {
    const bool is_idle = step.method == nullptr && step.followed == nullptr;
    if (is_idle || !step.admission.ok()) continue;
    if (root.empty()) root = step.cause.root;
    if (step.cause.root != root) return "directory";
  }
  return root.empty() || root == db::kEveryRoot ? "directory" : root;
}

// That `last` is the step whose answer is too much.
absl::Status TooMuch(const Rehearsal& rehearsal, const Step& last) {
  return InField("steps", Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                                 {{"value", absl::StrCat(rehearsal.steps.size())},
                                  {"limit", absl::StrCat(&last - rehearsal.steps.data())}}));
}

void Run(const RehearsalPtr& rehearsal) {
  db::Cause cause = CauseOf(rehearsal->call);
  cause.root = RootOfAll(*rehearsal);
  cause.verb = VerbOf<RehearseRequest>();
  cause.tentative = true;
  rehearsal->host->around().store->Write(
      std::move(cause),
      [rehearsal](db::Transaction& tx) -> absl::Status {
        const absl::Time end = absl::Now() + kTimeMax;
        size_t bytes = 0;
        for (Step& step : rehearsal->steps) {
          if (absl::Now() > end || tx.cause().over()) {
            return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
          }
          COFI_RETURN_IF_ERROR(RunStep(rehearsal->host->around(), tx, step));
          if (step.status.ok() && step.answer != nullptr) bytes += step.answer->ByteSizeLong();
          if (bytes > kAnswerBytesMax) return TooMuch(*rehearsal, step);
        }
        // Any error takes back what was written.
        return absl::CancelledError("rehearsed");
      },
      [rehearsal](const absl::Status& status) {
        if (!absl::IsCancelled(status)) return rehearsal->done(status);
        Answer(*rehearsal);
        rehearsal->done(absl::OkStatus());
      });
}

void Admitted(const RehearsalPtr& rehearsal) {
  {
    absl::MutexLock lock(&rehearsal->mutex);
    if (--rehearsal->open > 0) return;
  }
  Run(rehearsal);
}

// Asks for what each step names, but what is supposed before it.
void Admit(const RehearsalPtr& rehearsal) {
  Directory* const directory = rehearsal->host->around().directory;
  absl::flat_hash_map<std::string, ProjectFacts> supposed;
  absl::flat_hash_set<std::string> fresh;
  for (Step& step : rehearsal->steps) {
    if (!step.admission.ok()) continue;
    if (step.method == nullptr) {
      supposed[StringField(*step.message, "name")] = Directory::FactsIn(*step.message);
      continue;
    }
    {
      absl::MutexLock lock(&rehearsal->mutex);
      ++rehearsal->open;
    }
    const std::string root = step.cause.root == db::kEveryRoot ? "" : step.cause.root;
    std::vector<ForeignName> names = directory->NamesIn(*step.message, root);
    std::optional<ProjectFacts> known;
    if (const auto found = supposed.find(root); found != supposed.end()) known = found->second;
    std::erase_if(names, [&](const ForeignName& each) { return supposed.contains(each.name); });
    // What is remembered may be gone, and no write finds that out here.
    for (const ForeignName& each : names) {
      if (fresh.insert(each.name).second) directory->Forget(each.name);
    }
    directory->Admit(
        names, nullptr, {.deadline = rehearsal->call.deadline},
        [rehearsal, directory, &step, known](const absl::Status& status,
                                             const ProjectFacts& found) {
          step.admission =
              status.ok() ? TakeFacts(*step.message, known.value_or(found), &step.cause) : status;
          if (!step.admission.ok() || step.method->referrers.empty()) return Admitted(rehearsal);
          directory->Retire(
              StringField(*step.message, "name"), step.method->referrers, NewUuid(),
              /*validate_only=*/true,
              {.language = rehearsal->call.language, .principal = rehearsal->call.principal},
              [rehearsal, &step](const absl::Status& said) {
                step.admission = said;
                Admitted(rehearsal);
              });
        });
  }
  Admitted(rehearsal);
}

}  // namespace

void ServeRehearsals(const std::map<std::string, Recorded>& services, Host* host) {
  host->Async<RehearseRequest, RehearseResponse>(
      [services](const Call& call, const RehearseRequest& request, RehearseResponse* response,
                 const Done& done) {
        const absl::StatusOr<Recorded> service = FindRecorded(services, request.service());
        if (!service.ok()) return done(service.status());
        RehearsalPtr rehearsal(
            new Rehearsal{.host = service->host, .call = call, .response = response, .done = done});
        rehearsal->steps.resize(request.steps_size());
        for (int i = 0; i < request.steps_size(); ++i) {
          Step& step = rehearsal->steps[i];
          step.admission = ReadStep(*rehearsal, request.steps(i), &step);
        }
        Admit(rehearsal);
      });
}

}  // namespace cofi::rpc
