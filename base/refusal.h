// How Cofi refuses. A refusal is a reason and the values it is about; the code
// and the sentence for people, in both languages, come from one table
// (base/reasons.cc), so that a place that refuses is one expression:
//
//   return Refuse(type::v1::REASON_INSUFFICIENT_FUNDS,
//                 {{"line", line.display_name()},
//                  {"available", DecimalFromMoney(available)},
//                  {"asked", DecimalFromMoney(asked)}});
//
// It travels as an absl::Status that carries one google.rpc.ErrorInfo for each
// violation. The metadata key `field` names the request field, when there is one.
#ifndef COFI_BASE_REFUSAL_H_
#define COFI_BASE_REFUSAL_H_

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/type/v1/reasons.pb.h"
#include "google/rpc/error_details.pb.h"

namespace cofi {

using Reason = type::v1::Reason;

struct Metadatum {
  absl::string_view key;
  std::string value;
};

absl::Status Refuse(Reason reason, std::initializer_list<Metadatum> metadata = {});

// The refusal that a peer sent.
absl::Status RefusalOf(const google::rpc::ErrorInfo& violation);

// The same refusal, about this field: for a check that does not know which
// field it looked at. An inner path stays behind the outer one.
absl::Status InField(absl::string_view field, const absl::Status& refusal);

// Gathers refusals so that one answer names them all.
class Violations {
 public:
  void Add(const absl::Status& refusal);
  absl::Status ToStatus() const { return status_; }

 private:
  absl::Status status_;
};

// The violations of a status, none for one that is no refusal of ours.
std::vector<google::rpc::ErrorInfo> ViolationsOf(const absl::Status& status);

// The reason of the first violation; UNSPECIFIED if there is none.
Reason ReasonOf(const absl::Status& status);

// `INSUFFICIENT_FUNDS`, without the prefix of the enum.
absl::string_view ReasonName(Reason reason);

// The sentence for people; what came from outside is quoted in it (base/text.h).
std::string Describe(const google::rpc::ErrorInfo& violation, Language language);

// The sentence for people of a whole status, violations parted by `; `.
std::string Describe(const absl::Status& status, Language language);

}  // namespace cofi

#endif  // COFI_BASE_REFUSAL_H_
