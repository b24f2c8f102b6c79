#include "services/journal/rehearsal.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "cofi/journal/v1/rehearsals.pb.h"
#include "services/journal/journals.h"
#include "services/rpc/access/front.h"
#include "services/rpc/errors.h"
#include "services/rpc/exchange.h"
#include "services/rpc/rehearsal.h"
#include "services/rpc/verb.h"

namespace cofi::journal {
namespace {

using google::protobuf::Any;
using journal::v1::RehearsalStep;
using journal::v1::RehearseRequest;
using journal::v1::RehearseResponse;
using Done = std::function<void(const absl::Status&)>;

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

// The step as it is tried; what is wrong with it, if anything is.
absl::Status ReadStep(const rpc::Host& host, const rpc::Caller& caller, absl::Time start,
                      const RehearsalStep& said, rpc::RehearsedStep* step) {
  const bool supposed = said.has_supposed();
  step->message = Unpack(supposed ? said.supposed() : said.request());
  if (step->message == nullptr) {
    return Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", supposed ? "Resource" : "Request"}});
  }
  if (supposed) {
    step->cause = {.root = std::string(RootOf(StringField(*step->message, "name"))),
                   .verb = said.verb()};
    step->followed = host.FollowedBy(step->message->GetDescriptor());
    return absl::OkStatus();
  }
  const rpc::Method* method = host.Find(step->message->GetDescriptor());
  if (method == nullptr || method->handler->kind == rpc::HandlerKind::kAsync ||
      method->facts.kind == clients::MethodKind::kList) {
    return Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", "Request"}});
  }
  COFI_RETURN_IF_ERROR(rpc::Authorize(caller, method->facts));
  step->method = method;
  // It is not carried out, whatever it says of that.
  const FieldPath only = FieldPath::Find(step->message->GetDescriptor(), "validate_only");
  if (!only.empty()) only.Clear(step->message.get());
  step->cause = rpc::CauseOf(*method, caller, start, *step->message);
  return rpc::CheckAlone(*method, step->cause.root, step->message.get());
}

void Answer(const rpc::Rehearsal& rehearsal, RehearseResponse* response) {
  for (const rpc::RehearsedStep& step : rehearsal.steps) {
    auto* outcome = response->add_outcomes();
    if (!step.status.ok()) {
      *outcome->mutable_refusal() = rpc::RefusalTo(step.status, rehearsal.caller.language);
    } else if (step.answer != nullptr) {
      outcome->mutable_answer()->PackFrom(*step.answer);
    }
  }
}

}  // namespace

void ServeRehearsals(const std::map<std::string, Recorded>& services, rpc::Host* host) {
  host->Async<RehearseRequest, RehearseResponse>(
      [services](const rpc::Caller& caller, const RehearseRequest& request,
                 RehearseResponse* response, const Done& done) {
        const absl::StatusOr<Recorded> service = FindOf(services, request.journal());
        if (!service.ok()) return done(service.status());
        const std::shared_ptr<rpc::Rehearsal> rehearsal(
            new rpc::Rehearsal{.parts = &service->host->parts(),
                               .caller = caller,
                               .verb = rpc::VerbOf<RehearseRequest>(),
                               .field = "steps",
                               .steps = std::vector<rpc::RehearsedStep>(request.steps_size())});
        const absl::Time start = absl::Now();
        for (int i = 0; i < request.steps_size(); ++i) {
          rpc::RehearsedStep& step = rehearsal->steps[i];
          step.admitted = ReadStep(*service->host, caller, start, request.steps(i), &step);
        }
        rpc::Rehearse(rehearsal, [rehearsal, response, done](const absl::Status& tried) {
          if (tried.ok()) Answer(*rehearsal, response);
          done(tried);
        });
      });
}

}  // namespace cofi::journal
