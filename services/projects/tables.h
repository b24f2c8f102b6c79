// The tables of the projects service.
#ifndef COFI_SERVICES_PROJECTS_TABLES_H_
#define COFI_SERVICES_PROJECTS_TABLES_H_

#include "cofi/projects/v1/organizations.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "db/tables/table.h"

namespace cofi::projects {

const db::Table<v1::Organization>& Organizations();
const db::Table<v1::Project>& Projects();
const db::Table<v1::Phase>& Phases();
const db::Table<v1::Partner>& Partners();
const db::Table<v1::ProjectUpdate>& Updates();

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_TABLES_H_
