// The projects service: organizations, projects and what belongs to them.
#ifndef COFI_SERVICES_PROJECTS_SERVICE_H_
#define COFI_SERVICES_PROJECTS_SERVICE_H_

#include <memory>
#include <vector>

#include "db/store/store.h"
#include "services/rpc/host.h"

namespace cofi::projects {

std::vector<db::Store::Migration> Migrations();

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_SERVICE_H_
