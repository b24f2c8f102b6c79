#include "services/rpc/batch.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"
#include "cofi/type/v1/annotations.pb.h"
#include "services/rpc/errors.h"
#include "services/rpc/host.h"
#include "services/rpc/rehearsal.h"

namespace cofi::rpc {
namespace {

constexpr char kRequests[] = "requests";

// What a batch is made of.
struct BatchForm {
  const Method* item;
  const FieldDescriptor* requests;
  // Of the answer.
  const FieldDescriptor* rows;
  const FieldDescriptor* verdicts;
};

std::string PlaceOf(int i) { return absl::StrCat(kRequests, "[", i, "]"); }

// Gives one of its requests what the batch says for all.
absl::Status Share(const Message& batch, Message* item) {
  const std::string parent = StringField(batch, "parent");
  if (item->GetDescriptor()->FindFieldByName("parent") != nullptr) {
    const std::string own = StringField(*item, "parent");
    if (!own.empty() && !parent.empty() && own != parent) {
      return InField("parent", Refuse(type::v1::REASON_VALUE_MALFORMED,
                                      {{"value", own}, {"accepted", parent}}));
    }
    SetStringField(item, "parent", parent);
  } else if (const std::string name = StringField(*item, "name");
             !name.empty() && RootOf(name) != RootOf(parent)) {
    return InField("name", Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}));
  }
  SetStringField(item, "request_id", StringField(batch, "request_id"));
  item->GetReflection()->SetBool(item, item->GetDescriptor()->FindFieldByName("validate_only"),
                                 BoolField(batch, "validate_only"));
  return absl::OkStatus();
}

absl::Status CarryOut(const BatchForm& form, db::Transaction& tx, const Message& batch,
                      Message* response) {
  // Its requests were not looked at.
  if (IsRehearsed(batch)) return absl::InternalError("a batch to be rehearsed");
  db::Cause cause = tx.cause();
  cause.verb = form.item->descriptor->name();
  db::Transaction own(tx, cause);
  own.set_today(tx.today());
  const auto* reflection = batch.GetReflection();
  for (int i = 0; i < reflection->FieldSize(batch, form.requests); ++i) {
    Message* row = response->GetReflection()->AddMessage(response, form.rows);
    COFI_RETURN_IF_ERROR(InField(
        PlaceOf(i), form.item->handler->function(
                        own, reflection->GetRepeatedMessage(batch, form.requests, i), row)));
  }
  return absl::OkStatus();
}

// As far as a request can be looked at by itself.
absl::Status Read(const Caller& caller, const Message& batch, absl::Time start,
                  RehearsedStep* step) {
  COFI_RETURN_IF_ERROR(Share(batch, step->message.get()));
  step->cause = CauseOf(*step->method, caller, start, *step->message);
  return CheckAlone(*step->method, step->cause.root, step->message.get());
}

void AnswerRehearsed(const BatchForm& form, const Rehearsal& rehearsal, Message* response) {
  const auto* reflection = response->GetReflection();
  for (size_t i = 0; i < rehearsal.steps.size(); ++i) {
    const RehearsedStep& step = rehearsal.steps[i];
    Message* row = reflection->AddMessage(response, form.rows);
    if (step.status.ok()) row->CopyFrom(*step.answer);
    reflection->AddMessage(response, form.verdicts)
        ->CopyFrom(RefusalTo(InField(PlaceOf(static_cast<int>(i)), step.status),
                             rehearsal.caller.language));
  }
}

void RehearseBatch(const BatchForm& form, const Method& method, const ServiceParts& parts,
                   const Caller& caller, const Message& batch, Message* response,
                   const std::function<void(const absl::Status&)>& done) {
  const auto* reflection = batch.GetReflection();
  const int count = reflection->FieldSize(batch, form.requests);
  const std::shared_ptr<Rehearsal> rehearsal(
      new Rehearsal{.parts = &parts,
                    .caller = caller,
                    .verb = method.descriptor->name(),
                    .field = kRequests,
                    .steps = std::vector<RehearsedStep>(count)});
  const absl::Time start = absl::Now();
  for (int i = 0; i < count; ++i) {
    RehearsedStep& step = rehearsal->steps[i];
    step.method = form.item;
    step.message = NewMessage(form.requests->message_type());
    step.message->CopyFrom(reflection->GetRepeatedMessage(batch, form.requests, i));
    step.admitted = Read(caller, batch, start, &step);
  }
  Rehearse(rehearsal, [form, rehearsal, response, done](const absl::Status& status) {
    if (status.ok()) AnswerRehearsed(form, *rehearsal, response);
    done(status);
  });
}

}  // namespace

bool IsOfBatch(const FieldDescriptor* field) {
  if (!field->is_repeated() || field->name() != kRequests) return false;
  const auto* method = clients::MethodOf(field->containing_type());
  return method != nullptr &&
         clients::MethodFacts::Of(method).kind == clients::MethodKind::kBatchCreate;
}

bool IsRehearsed(const Message& batch) { return BoolField(batch, "validate_only"); }

absl::Status ShareWithItems(Message* request) {
  const FieldDescriptor* requests = request->GetDescriptor()->FindFieldByName(kRequests);
  if (requests == nullptr || !IsOfBatch(requests) || IsRehearsed(*request)) {
    return absl::OkStatus();
  }
  Violations violations;
  const auto* reflection = request->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*request, requests); ++i) {
    violations.Add(InField(
        PlaceOf(i), Share(*request, reflection->MutableRepeatedMessage(request, requests, i))));
  }
  return violations.ToStatus();
}

std::optional<Handler> BatchHandler(const Method& batch, const Host& host) {
  const FieldDescriptor* requests = batch.descriptor->input_type()->FindFieldByName(kRequests);
  if (requests == nullptr || !IsOfBatch(requests)) return std::nullopt;
  const std::string& name = batch.descriptor->full_name();
  const Descriptor* answer = batch.descriptor->output_type();
  const BatchForm form = {.item = host.Find(requests->message_type()),
                          .requests = requests,
                          .rows = answer->field(0),
                          .verdicts = answer->FindFieldByName("verdicts")};
  COFI_CHECK(form.item != nullptr && form.verdicts != nullptr, name);
  COFI_CHECK(form.rows->message_type() == form.item->descriptor->output_type(), name);
  COFI_CHECK(batch.facts.permission == form.item->facts.permission, name);
  return Handler{
      .kind = HandlerKind::kWrite,
      .function = [form](db::Transaction& tx, const Message& request,
                         Message* response) { return CarryOut(form, tx, request, response); },
      .async =
          [form, &batch, &parts = host.parts()](const Caller& caller, const Message& request,
                                                Message* response, auto done) {
            RehearseBatch(form, batch, parts, caller, request, response, done);
          }};
}

}  // namespace cofi::rpc
