// The applications service: funders and calls, applications with their stages
// and obligations.
#ifndef COFI_SERVICES_APPLICATIONS_SERVICE_H_
#define COFI_SERVICES_APPLICATIONS_SERVICE_H_

#include <memory>
#include <vector>

#include "db/store/store.h"
#include "db/tables/kept.h"
#include "services/rpc/host.h"

namespace cofi::applications {

std::vector<db::Store::Migration> Migrations();

// What is kept beside its resources.
const db::KeptRules& Kept();

// Asks `projects` whether projects and organizations exist.
std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_SERVICE_H_
