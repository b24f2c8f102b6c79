#include "services/projects/service.h"

#include <memory>
#include <utility>

#include "cofi/applications/internal/v1/open_items.pb.h"
#include "cofi/budgets/internal/v1/open_items.pb.h"
#include "db/store/migrations.h"
#include "db/tables/keys.h"
#include "embedded/projects_migrations.h"
#include "services/projects/kept.h"
#include "services/projects/parts.h"
#include "services/projects/projects.h"
#include "services/projects/tables.h"
#include "services/rpc/open_items.h"

namespace cofi::projects {
std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::ProjectsMigrations(), [](db::Connection& connection) {
    return db::FillKeys(
        connection, {&Organizations(), &Projects(), &Phases(), &Partners(), &Updates()}, &Kept());
  });
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
                                      .verbs = Verbs(),
                                      .children = {&Phases(), &Partners(), &Updates()}});
  host->Serve(Phases(),
              rpc::Rules<v1::Phase>{
                  .create = &OnCreatePhase, .update = &OnUpdatePhase, .order_by = "position"});
  host->Serve(Partners(), rpc::Rules<v1::Partner>{});
  host->Serve(Updates(),
              rpc::Rules<v1::ProjectUpdate>{.view = &ViewUpdate, .order_by = "entry_date desc"});
  host->Write(&SeekFunding);
  host->Write(&Start);
  host->Write<v1::CloseProjectRequest>(&Close, [peers](const rpc::Caller& caller,
                                                       const v1::CloseProjectRequest& request,
                                                       auto done) {
    auto money = std::make_shared<budgets::internal::v1::ReadOpenItemsRequest>();
    money->set_name(request.name());
    auto owed = std::make_shared<applications::internal::v1::ReadOpenItemsRequest>();
    owed->set_name(request.name());
    rpc::AskOpen(*peers, caller, {{"budgets", std::move(money)}, {"applications", std::move(owed)}},
                 std::move(done));
  });
  host->Write(&Reopen);
  host->Write(&UndoProject);
  host->Write(&Abandon);
  host->Write(&ReportFunding);
  host->Read(&ReadDeadlines);
  host->Read(&ReadNextDeadlines);
  host->Read(&ReadHits);
  host->VerifyKept(&Kept());
  return host;
}

}  // namespace cofi::projects
