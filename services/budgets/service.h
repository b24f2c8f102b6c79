// The budgets service: budgets and lines, grants, commitments, expenses,
// receipts.
#ifndef COFI_SERVICES_BUDGETS_SERVICE_H_
#define COFI_SERVICES_BUDGETS_SERVICE_H_

#include <memory>
#include <vector>

#include "db/store/store.h"
#include "db/tables/kept.h"
#include "services/rpc/follower.h"
#include "services/rpc/host.h"

namespace cofi::budgets {

std::vector<db::Store::Migration> Migrations();

// What is kept beside its resources.
const db::KeptRules& Kept();

// Asks `projects` and `applications` whether what is referred to exists.
std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers);

// Follows `applications` (an award becomes a grant) and itself (the project is
// told what is secured).
std::vector<std::unique_ptr<rpc::Follower>> MakeFollowers(db::Store* store,
                                                          const rpc::Peers* peers);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_SERVICE_H_
