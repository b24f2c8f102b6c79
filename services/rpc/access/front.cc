#include "services/rpc/access/front.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "base/status.h"
#include "grpcpp/server_context.h"
#include "services/rpc/batch.h"
#include "services/rpc/errors.h"
#include "services/rpc/log.h"
#include "services/rpc/pending.h"
#include "services/rpc/validate.h"
#include "services/rpc/wire.h"

namespace cofi::rpc {
namespace {

// Longer ones are a mistake, or a client that holds on for ever.
constexpr absl::Duration kDeadlineMax = absl::Minutes(10);

}  // namespace

absl::Status Authorize(const Caller& caller, const clients::MethodFacts& method) {
  // Who has which of the others is not known yet: everybody has all.
  const bool for_peers = method.permission == type::v1::PERMISSION_PEER;
  if (caller.IsPeer() || (!for_peers && caller.on_behalf.empty())) return absl::OkStatus();
  const absl::Status denied = Refuse(type::v1::REASON_PERMISSION_DENIED,
                                     {{"principal", caller.principal},
                                      {"method", method.method->name()},
                                      {"permission", EnumNameOf(type::v1::PERMISSION_PEER)}});
  return for_peers ? denied : InField(clients::kOnBehalfKey, denied);
}

absl::Status CheckRequest(const clients::MethodFacts& method, Message* request) {
  KeepInput(request);
  const bool update = method.kind == clients::MethodKind::kUpdate;
  Violations violations;
  violations.Add(ShareWithItems(request));
  violations.Add(Validate(*request, "", update ? Required::kIgnored : Required::kEnforced));
  return violations.ToStatus();
}

Front::Front(const clients::MethodFacts& method) : method_(&method), start_(absl::Now()) {}

absl::Status Front::Open(const grpc::CallbackServerContext& context) {
  const absl::Status identified = Identify(context, &caller_);
  COFI_RETURN_IF_ERROR(Pending::OfProcess().CheckRoom());
  COFI_RETURN_IF_ERROR(identified);
  COFI_RETURN_IF_ERROR(Authorize(caller_, *method_));
  if (method_->streams) return absl::OkStatus();
  caller_.has_left = [context = &context] { return context->IsCancelled(); };
  if (caller_.deadline <= start_ + kDeadlineMax) return absl::OkStatus();
  return Refuse(type::v1::REASON_DEADLINE_REQUIRED,
                {{"max", absl::StrCat(absl::ToInt64Seconds(kDeadlineMax))}});
}

absl::Status Front::Take(grpc::ByteBuffer* bytes, Message* message) const {
  COFI_RETURN_IF_ERROR(Parse(bytes, message));
  return CheckRequest(*method_, message);
}

grpc::Status Front::Say(const absl::Status& status) const {
  return ToGrpc(status, caller_.language);
}

void Front::LogEnd(absl::StatusCode code, absl::string_view message, absl::string_view root,
                   absl::string_view request_id) const {
  if (!LogsEnd(code)) return;
  rpc::LogEnd(code, {{"method", method_->method->full_name()},
                     {"root", std::string(root)},
                     {"principal", caller_.principal},
                     {"on_behalf", caller_.on_behalf},
                     {"request_id", std::string(request_id)},
                     {"code", absl::StatusCodeToString(code)},
                     {"message", std::string(message)},
                     {"duration", absl::FormatDuration(absl::Now() - start_)}});
}

}  // namespace cofi::rpc
