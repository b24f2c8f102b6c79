#include "services/projects/service.h"

#include "db/migrations.h"
#include "embedded/projects_migrations.h"
#include "services/projects/projects.h"
#include "services/projects/tables.h"

namespace cofi::projects {
namespace {

// A resource without a place gets the last one.
absl::Status PlacePhase(db::Transaction& tx, v1::Phase& phase) {
  if (phase.position() != 0) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const int64_t last,
                        tx.Number("SELECT MAX(position) FROM phase WHERE root = $1 AND parent = $2",
                                  {RootOf(phase.name()), ParentOf(phase.name())}));
  phase.set_position(static_cast<int32_t>(last) + 1);
  return absl::OkStatus();
}

// An entry of the log is there from its date on.
absl::StatusOr<bool> ViewUpdate(db::Transaction&, v1::ProjectUpdate& update,
                                const absl::CivilDay* as_of) {
  return as_of == nullptr || Day(update.entry_date()) <= *as_of;
}

}  // namespace

std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::ProjectsMigrations());
}

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("projects", store, peers);
  host->Serve(Organizations(), rpc::Rules<v1::Organization>{.order_by = "display_name"});
  host->Serve(Projects(),
              rpc::Rules<v1::Project>{.create = &OnCreate,
                                      .update = &OnUpdate,
                                      .remove = &OnRemove,
                                      .view = &View,
                                      .verify = &Verify,
                                      .children = {&Phases(), &Partners(), &Updates()}});
  host->Serve(Phases(), rpc::Rules<v1::Phase>{.create = &PlacePhase, .order_by = "position"});
  host->Serve(Partners(), rpc::Rules<v1::Partner>{});
  host->Serve(Updates(),
              rpc::Rules<v1::ProjectUpdate>{.view = &ViewUpdate, .order_by = "entry_date desc"});
  host->Write(&SeekFunding);
  host->Write(&Start);
  host->Write(&Close);
  host->Write(&Abandon);
  host->Write(&ReportFunding);
  return host;
}

}  // namespace cofi::projects
