// The tables of the applications service.
#ifndef COFI_SERVICES_APPLICATIONS_TABLES_H_
#define COFI_SERVICES_APPLICATIONS_TABLES_H_

#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/revisions.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "db/tables/table.h"

namespace cofi::applications {

const db::Table<v1::Funder>& Funders();
const db::Table<v1::Call>& Calls();
const db::Table<v1::Application>& Applications();
const db::Table<v1::Stage>& Stages();
const db::Table<v1::Agreement>& Agreements();
const db::Table<v1::Obligation>& Obligations();
const db::Table<v1::Revision>& Revisions();

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_TABLES_H_
