#include "services/journal/rehearsal.h"

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
#include "services/journal/journals.h"
#include "services/rpc/access/front.h"
#include "services/rpc/errors.h"
#include "services/rpc/exchange.h"

namespace cofi::journal {
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

struct TriedStep {
  std::unique_ptr<Message> message;
  // Null of what is supposed.
  const rpc::Method* method = nullptr;
  const rpc::Host::Followed* followed = nullptr;
  db::Cause cause;
  // Why it is not tried at all, and what came of it.
  absl::Status admitted, status;
  std::unique_ptr<Message> answer;
};

struct Rehearsal {
  const rpc::Host* host;
  const rpc::Caller caller;
  const absl::Time start = absl::Now();
  RehearseResponse* response;
  Done done;
  std::vector<TriedStep> steps;
  absl::Mutex mutex;
  int open = 1;  // Steps that are not admitted yet, and one for Admit itself.
};
using RehearsalPtr = std::shared_ptr<Rehearsal>;

absl::Status ReadStep(const Rehearsal& rehearsal, const RehearsalStep& said, TriedStep* step) {
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
  if (step->method == nullptr || step->method->handler->kind == rpc::HandlerKind::kAsync ||
      step->method->facts.kind == clients::MethodKind::kList) {
    return Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", "Request"}});
  }
  step->answer = NewMessage(step->method->descriptor->output_type());
  step->cause.principal = rehearsal.caller.author();
  return rpc::CheckAlone(*step->method, rehearsal.start, step->message.get(), &step->cause);
}

absl::Status Try(db::Transaction& tx, TriedStep& step) {
  if (step.method != nullptr) {
    return step.method->handler->function(tx, *step.message, step.answer.get());
  }
  return step.followed == nullptr ? absl::OkStatus()
                                  : (*step.followed)(tx, *step.message, step.cause.verb);
}

// What fails here is the database's; what is refused is the step's.
absl::Status RunStep(const rpc::ServiceParts& parts, db::Transaction& tx, TriedStep& step) {
  step.status = step.admitted;
  if (!step.status.ok()) return absl::OkStatus();
  if (step.answer != nullptr) step.answer->Clear();
  step.cause.time = tx.now();
  db::Transaction own(tx, step.cause);
  COFI_RETURN_IF_ERROR(rpc::SetToday(parts, step.cause.root, own));
  COFI_RETURN_IF_ERROR(tx.Run("SAVEPOINT step"));
  step.status = db::RunGuarded([&](db::Transaction& part) { return Try(part, step); }, own);
  if (!step.status.ok()) {
    tx.heads()->Undo();
    COFI_RETURN_IF_ERROR(tx.Run("ROLLBACK TO SAVEPOINT step"));
  }
  return tx.Run("RELEASE SAVEPOINT step");
}

void Answer(const Rehearsal& rehearsal) {
  for (const TriedStep& step : rehearsal.steps) {
    auto* outcome = rehearsal.response->add_outcomes();
    if (!step.status.ok()) {
      const grpc::Status refusal = rpc::ToGrpc(step.status, rehearsal.caller.language);
      outcome->mutable_refusal()->ParseFromString(refusal.error_details());
    } else if (step.answer != nullptr) {
      outcome->mutable_answer()->PackFrom(*step.answer);
    }
  }
}

// The root of all steps that do something, or the one that stands for all there are.
std::string RootOfAll(const Rehearsal& rehearsal) {
  std::string root;
  for (const TriedStep& step : rehearsal.steps) {
    const bool is_idle = step.method == nullptr && step.followed == nullptr;
    if (is_idle || !step.admitted.ok()) continue;
    if (root.empty()) root = step.cause.root;
    if (step.cause.root != root) return kSharedRoot;
  }
  return root.empty() || root == db::kEveryRoot ? kSharedRoot : root;
}

// That `last` is the step whose answer is too much.
absl::Status TooMuch(const Rehearsal& rehearsal, const TriedStep& last) {
  return InField("steps", Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                                 {{"value", absl::StrCat(rehearsal.steps.size())},
                                  {"limit", absl::StrCat(&last - rehearsal.steps.data())}}));
}

void Run(const RehearsalPtr& rehearsal) {
  db::Cause cause = rpc::CauseOf(rehearsal->caller);
  cause.root = RootOfAll(*rehearsal);
  cause.verb = "Rehearse";
  cause.tentative = true;
  rehearsal->host->parts().store->Write(
      std::move(cause),
      [rehearsal](db::Transaction& tx) -> absl::Status {
        const absl::Time end = absl::Now() + kTimeMax;
        size_t bytes = 0;
        for (TriedStep& step : rehearsal->steps) {
          if (absl::Now() > end || tx.cause().over()) {
            return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
          }
          COFI_RETURN_IF_ERROR(RunStep(rehearsal->host->parts(), tx, step));
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
  rpc::Admission* const admission = rehearsal->host->parts().admission;
  absl::flat_hash_map<std::string, rpc::ProjectTerms> supposed;
  absl::flat_hash_set<std::string> fresh;
  for (TriedStep& step : rehearsal->steps) {
    if (!step.admitted.ok()) continue;
    if (step.method == nullptr) {
      supposed[StringField(*step.message, "name")] = rpc::Admission::TermsIn(*step.message);
      continue;
    }
    {
      absl::MutexLock lock(&rehearsal->mutex);
      ++rehearsal->open;
    }
    const std::string root = step.cause.root == db::kEveryRoot ? "" : step.cause.root;
    std::vector<rpc::ForeignName> names = admission->NamesIn(*step.message, root);
    std::optional<rpc::ProjectTerms> known;
    if (const auto found = supposed.find(root); found != supposed.end()) known = found->second;
    std::erase_if(names,
                  [&](const rpc::ForeignName& each) { return supposed.contains(each.name); });
    // What is known and remembered may be gone, and no write finds that out here.
    for (const rpc::ForeignName& each : names) {
      if (fresh.insert(each.name).second) admission->Forget(each.name);
    }
    admission->Admit(
        names, nullptr, {.deadline = rehearsal->caller.deadline, .owner = true},
        [rehearsal, admission, &step, known](const absl::Status& status,
                                             const rpc::ProjectTerms& found) {
          step.admitted = status.ok()
                              ? rpc::TakeTerms(*step.message, known.value_or(found), &step.cause)
                              : status;
          if (!step.admitted.ok() || step.method->referrers.empty()) return Admitted(rehearsal);
          admission->Retire(StringField(*step.message, "name"), step.method->referrers, NewUuid(),
                            /*validate_only=*/true, rpc::OptionsFor(rehearsal->caller),
                            [rehearsal, &step](const absl::Status& said) {
                              step.admitted = said;
                              Admitted(rehearsal);
                            });
        });
  }
  Admitted(rehearsal);
}

}  // namespace

void ServeRehearsals(const std::map<std::string, Recorded>& services, rpc::Host* host) {
  host->Async<RehearseRequest, RehearseResponse>(
      [services](const rpc::Caller& caller, const RehearseRequest& request,
                 RehearseResponse* response, const Done& done) {
        const absl::StatusOr<Recorded> service = FindOf(services, request.journal());
        if (!service.ok()) return done(service.status());
        RehearsalPtr rehearsal(new Rehearsal{
            .host = service->host, .caller = caller, .response = response, .done = done});
        rehearsal->steps.resize(request.steps_size());
        for (int i = 0; i < request.steps_size(); ++i) {
          TriedStep& step = rehearsal->steps[i];
          step.admitted = ReadStep(*rehearsal, request.steps(i), &step);
        }
        Admit(rehearsal);
      });
}

}  // namespace cofi::journal
