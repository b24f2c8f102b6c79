// What callers may do to a resource in the state that it is in, as its `allowed_verbs` say.
// Tables of transitions and rules speak of verbs (`SIGN_AGREEMENT`), callers of methods
// (`SignApplicationAgreement`): which is which is read off the names of the methods.
//
//   host->Serve(Budgets(), rpc::Rules<v1::Budget>{.verbs = BudgetVerbs()});
//   rpc::StateVerbs<v1::Budget> BudgetVerbs() { return rpc::VerbsOf<v1::Budget>(kTransitions); }
#ifndef COFI_SERVICES_RPC_ALLOWED_VERBS_H_
#define COFI_SERVICES_RPC_ALLOWED_VERBS_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/fields.h"
#include "base/states.h"
#include "db/transaction.h"

namespace cofi::rpc {

struct Method;
struct Resource;

// The verbs of a resource that its state, or what stands for one, does not always allow.
template <typename M>
struct StateVerbs {
  // All of them. For each there is a method, or the server does not start.
  VerbList all;
  // Those that callers may use now.
  std::function<absl::StatusOr<VerbList>(db::Transaction& tx, const M& resource)> allowed;
};

// Those of a table of transitions, which stays.
template <typename M>
StateVerbs<M> VerbsOf(absl::Span<const Transition<typename M::State>> transitions) {
  return {CallersVerbs(transitions),
          [transitions](db::Transaction&, const M& resource) -> absl::StatusOr<VerbList> {
            return AllowedVerbs(transitions, resource.state());
          }};
}

// The method of a verb is the one that is called on the resource's name and reads like it
// without the type (`SIGN_AGREEMENT`: SignApplicationAgreement), or like its beginning
// (`AWARD_CONDITIONALLY`: AwardApplication). A method of which no verb is a state's affair is
// always allowed; those that all resources have (Get, Update, Delete) are not named.
//
// Adds to the handler of `method`, if it answers with `resource` or a page of them, that it says
// which are allowed: of the present only, and nowhere but in the answer. CHECKs that there is a
// method for each verb.
void TellAllowedVerbs(const Resource& resource, Method* method);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_ALLOWED_VERBS_H_
