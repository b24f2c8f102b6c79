#include "services/applications/service.h"

#include "db/store/migrations.h"
#include "db/tables/keys.h"
#include "embedded/applications_migrations.h"
#include "services/applications/applications.h"
#include "services/applications/kept.h"
#include "services/applications/obligations.h"
#include "services/applications/stages.h"
#include "services/applications/tables.h"
#include "services/applications/verify.h"
#include "services/rpc/remembered.h"

namespace cofi::applications {
std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::ApplicationsMigrations(), [](db::Connection& connection) {
    return db::FillKeys(
        connection, {&Funders(), &Calls(), &Applications(), &Stages(), &Obligations()}, &Kept());
  });
}

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("applications", store, peers);
  host->Serve(Funders(),
              rpc::Rules<v1::Funder>{.children = {&Calls()}, .order_by = "display_name"});
  host->Serve(Calls(), rpc::Rules<v1::Call>{});
  host->Serve(Applications(), rpc::Rules<v1::Application>{.create = &OnCreateApplication,
                                                          .created = &OnApplicationCreated,
                                                          .update = &OnUpdateApplication,
                                                          .remove = &OnRemoveApplication,
                                                          .view = &ViewApplication,
                                                          .view_all = &ViewApplications,
                                                          .verify = &VerifyApplication,
                                                          .verbs = ApplicationVerbs(),
                                                          .children = {&Stages(), &Obligations()}});
  host->Serve(Stages(), rpc::Rules<v1::Stage>{.create = &OnCreateStage,
                                              .created = &OnStageCreated,
                                              .update = &OnUpdateStage,
                                              .view = &ViewStage,
                                              .verbs = StageVerbs(),
                                              .order_by = "position"});
  host->Serve(Obligations(), rpc::Rules<v1::Obligation>{.create = &OnCreateObligation,
                                                        .update = &OnUpdateObligation,
                                                        .view = &ViewObligation,
                                                        .verbs = ObligationVerbs(),
                                                        .order_by = "due_date"});
  host->Write(&Submit);
  host->Write(&RequestInformation);
  host->Write(&ProvideInformation);
  host->Write(&Award);
  host->Write(&Reject);
  host->Write(&Withdraw);
  host->Write(&Hold);
  host->Write(&Resume);
  host->Write(&SignAgreement);
  host->Write(&Close);
  host->Write(&SubmitStage);
  host->Write(&PassStage);
  host->Write(&FailStage);
  host->Write(&SkipStage);
  host->Write(&ExtendStage);
  host->Write(&CompleteObligation);
  host->Write(&WaiveObligation);
  host->Write(&ExtendObligation);
  host->Read(&ReadDeadlines);
  host->Read(&ReadNextDeadlines);
  host->Read(&ReadHits);
  host->Read(&ReadPipeline);
  host->Read(rpc::Remembered(&ReadPipelineTotals));
  host->VerifyKept(&Kept());
  return host;
}

}  // namespace cofi::applications
