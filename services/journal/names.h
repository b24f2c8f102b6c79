// cofi.journal.v1.NameService: what a service says when the owner of a name that it may refer
// to wants to delete it (docs/decisions/0020).
#ifndef COFI_SERVICES_JOURNAL_NAMES_H_
#define COFI_SERVICES_JOURNAL_NAMES_H_

#include <map>
#include <string>

#include "db/store/store.h"
#include "services/rpc/host.h"
#include "services/rpc/standard.h"

namespace cofi::journal {

// A service of this process that keeps resources.
struct Keeper {
  db::Store* store;
  const rpc::Resources* resources;
};

// Over the services of this process, by name, on the host of cofi.journal.v1.
void ServeNames(const std::map<std::string, Keeper>& services, rpc::Host* host);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_NAMES_H_
