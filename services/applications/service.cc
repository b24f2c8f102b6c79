#include "services/applications/service.h"

#include "db/migrations.h"
#include "embedded/applications_migrations.h"
#include "services/applications/applications.h"
#include "services/applications/stages.h"
#include "services/applications/tables.h"
#include "services/rpc/soundness.h"

namespace cofi::applications {
namespace {

// What was granted says when and how much.
absl::Status VerifyApplication(db::Transaction&, const v1::Application& application) {
  using v1::Application;
  const auto state = application.state();
  const bool granted = state == Application::STATE_AWARDED ||
                       state == Application::STATE_AWARDED_CONDITIONALLY ||
                       state == Application::STATE_AGREED || state == Application::STATE_CLOSED;
  if (!granted) return absl::OkStatus();
  if (!application.has_awarded_amount()) {
    return rpc::Broken(application, "awarded_amount", ">= 0", "");
  }
  if (!application.has_decision_date()) {
    return rpc::Broken(application, "decision_date", IsoDate(application.state_date()), "");
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::ApplicationsMigrations());
}

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("applications", store, peers);
  host->Serve(Funders(),
              rpc::Rules<v1::Funder>{.children = {&Calls()}, .order_by = "display_name"});
  host->Serve(Calls(), rpc::Rules<v1::Call>{});
  host->Serve(Applications(), rpc::Rules<v1::Application>{.create = &OnCreateApplication,
                                                          .created = &OnApplicationCreated,
                                                          .remove = &OnRemoveApplication,
                                                          .view = &ViewApplication,
                                                          .verify = &VerifyApplication,
                                                          .children = {&Stages(), &Obligations()}});
  host->Serve(Stages(), rpc::Rules<v1::Stage>{.create = &OnCreateStage,
                                              .created = &OnStageCreated,
                                              .update = &OnUpdateStage,
                                              .view = &ViewStage,
                                              .order_by = "position"});
  host->Serve(Obligations(), rpc::Rules<v1::Obligation>{.create = &OnCreateObligation,
                                                        .update = &OnUpdateObligation,
                                                        .view = &ViewObligation,
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
  return host;
}

}  // namespace cofi::applications
