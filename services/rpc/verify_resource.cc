#include "services/rpc/verify_resource.h"

#include "absl/strings/numbers.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/status.h"
#include "cofi/type/v1/state_changes.pb.h"

namespace cofi::rpc {

absl::Status Broken(const Message& resource, absl::string_view what, absl::string_view expected,
                    absl::string_view found) {
  const std::string name = StringField(resource, "name");
  db::Place place = {.root = RootOf(name), .name = name};
  // The etag is the number of the entry of the last change.
  (void)absl::SimpleAtoi(StringField(resource, "etag"), &place.sequence);
  return db::Finding(type::v1::REASON_RULE_BROKEN, place, what, expected, found);
}

absl::Status CheckHistory(const Message& resource) {
  const auto* reflection = resource.GetReflection();
  const FieldDescriptor* history = resource.GetDescriptor()->FindFieldByName("history");
  const int changes = history == nullptr ? 0 : reflection->FieldSize(resource, history);
  if (changes == 0) return absl::OkStatus();
  const auto& last = static_cast<const type::v1::StateChange&>(
      reflection->GetRepeatedMessage(resource, history, changes - 1));
  const FieldDescriptor* state = resource.GetDescriptor()->FindFieldByName("state");
  const std::string found = EnumName(reflection->GetEnum(resource, state));
  if (found != last.state()) return Broken(resource, "state", last.state(), found);
  const auto* since = static_cast<const Date*>(MessageField(resource, "state_date"));
  const std::string date = since == nullptr ? "" : IsoDate(*since);
  if (date == IsoDate(last.date())) return absl::OkStatus();
  return Broken(resource, "state_date", IsoDate(last.date()), date);
}

absl::Status CheckOnce(const db::TableBase& table, db::Transaction& tx, const Message& resource) {
  COFI_ASSIGN_OR_RETURN(const std::string other, table.DuplicateOf(tx, resource));
  if (other.empty()) return absl::OkStatus();
  if (other == StringField(resource, "name")) return Broken(resource, "natural_key", other, "");
  return Broken(resource, "duplicate", "", other);
}

}  // namespace cofi::rpc
