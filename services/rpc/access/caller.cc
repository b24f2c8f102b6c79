#include "services/rpc/access/caller.h"

#include <grpc/support/time.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"

namespace cofi::rpc {
namespace {

constexpr absl::Duration kPeerTimeoutMax = absl::Seconds(10);

std::string Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

absl::Status ReadName(const grpc::CallbackServerContext& context, const char* key,
                      std::string* name) {
  std::string said = clients::DecodePrincipal(Metadata(context, key));
  if (!said.empty() && !IsPrincipal(said)) {
    return InField(key,
                   Refuse(type::v1::REASON_VALUE_MALFORMED,
                          {{"value", absl::CHexEscape(said)},
                           {"accepted", "1 to 128 bytes of UTF-8 without control characters"}}));
  }
  *name = std::move(said);
  return absl::OkStatus();
}

// Not by way of std::chrono, whose nanoseconds end in 2262 and begin anew in the past.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const gpr_timespec end = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_REALTIME);
  if (gpr_time_cmp(end, gpr_inf_future(GPR_CLOCK_REALTIME)) == 0) return absl::InfiniteFuture();
  return absl::FromUnixSeconds(end.tv_sec) + absl::Nanoseconds(end.tv_nsec);
}

}  // namespace

absl::Status Identify(const grpc::CallbackServerContext& context, Caller* caller) {
  caller->language = LanguageFromTag(Metadata(context, clients::kLanguageKey));
  caller->deadline = DeadlineOf(context);
  COFI_RETURN_IF_ERROR(ReadName(context, clients::kPrincipalKey, &caller->principal));
  if (caller->principal.empty()) caller->principal = db::Cause().principal;
  return ReadName(context, clients::kOnBehalfKey, &caller->on_behalf);
}

db::Cause CauseOf(const Caller& caller) {
  db::Cause cause;
  cause.principal = caller.author();
  cause.deadline = caller.deadline;
  cause.has_left = caller.has_left;
  return cause;
}

clients::CallOptions OptionsFor(const Caller& caller) {
  const absl::Duration left = caller.deadline - absl::Now();
  return {.timeout = std::clamp(left, absl::ZeroDuration(), kPeerTimeoutMax),
          .language = caller.language,
          .principal = clients::kPeerPrincipal,
          .on_behalf = caller.author()};
}

}  // namespace cofi::rpc
