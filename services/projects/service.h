// The projects service: organizations, projects and what belongs to them.
#ifndef COFI_SERVICES_PROJECTS_SERVICE_H_
#define COFI_SERVICES_PROJECTS_SERVICE_H_

#include <memory>
#include <vector>

#include "db/store/store.h"
#include "db/tables/kept.h"
#include "services/rpc/host.h"

namespace cofi::projects {

std::vector<db::Store::Migration> Migrations();

// What is kept beside its resources.
const db::KeptRules& Kept();

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_SERVICE_H_
