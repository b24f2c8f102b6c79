#include "base/overridden.h"

#include <map>

#include "base/refusal.h"
#include "google/rpc/error_details.pb.h"

namespace cofi {

using type::v1::OverriddenRefusal;
using type::v1::StateChange;

void KeepOverridden(const absl::Status& refusal, StateChange* change) {
  for (const google::rpc::ErrorInfo& violation : ViolationsOf(refusal)) {
    OverriddenRefusal* const kept = change->add_overridden_refusals();
    kept->set_reason(violation.reason());
    // In the order of the keys: the same refusal is the same bytes.
    for (const auto& [key, value] : std::map<std::string, std::string>(
             violation.metadata().begin(), violation.metadata().end())) {
      OverriddenRefusal::Datum* const datum = kept->add_metadata();
      datum->set_key(key);
      datum->set_value(value);
    }
  }
}

void CopyOverridden(const StateChange& from, StateChange* to) {
  *to->mutable_overridden() = from.overridden();
  *to->mutable_overridden_refusals() = from.overridden_refusals();
}

std::vector<std::string> OverriddenTexts(const StateChange& change, Language language) {
  std::vector<std::string> texts;
  for (const OverriddenRefusal& each : change.overridden_refusals()) {
    google::rpc::ErrorInfo violation;
    violation.set_reason(each.reason());
    for (const OverriddenRefusal::Datum& datum : each.metadata()) {
      (*violation.mutable_metadata())[datum.key()] = datum.value();
    }
    texts.push_back(Describe(violation, language));
  }
  texts.insert(texts.end(), change.overridden().begin(), change.overridden().end());
  return texts;
}

}  // namespace cofi
