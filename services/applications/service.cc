#include "services/applications/service.h"

#include <memory>
#include <string>
#include <utility>

#include "base/names.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/attachments/internal/v1/supported.pb.h"
#include "cofi/budgets/internal/v1/open_items.pb.h"
#include "db/store/migrations.h"
#include "db/tables/keys.h"
#include "embedded/applications_migrations.h"
#include "services/applications/agreements.h"
#include "services/applications/applications.h"
#include "services/applications/kept.h"
#include "services/applications/obligations.h"
#include "services/applications/payments.h"
#include "services/applications/resubmissions.h"
#include "services/applications/revisions.h"
#include "services/applications/stages.h"
#include "services/applications/tables.h"
#include "services/applications/verify.h"
#include "services/rpc/open_items.h"
#include "services/rpc/remembered.h"

namespace cofi::applications {
using OpenItemsRequest = budgets::internal::v1::ReadOpenItemsRequest;
using SupportedRequest = attachments::internal::v1::ReadSupportedRequest;

namespace {

// Whether what files support is asked too.
enum class Files { kAsked, kNotAsked };

}  // namespace

std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::ApplicationsMigrations(), [](db::Connection& connection) {
    return db::FillKeys(connection,
                        {&Funders(), &Calls(), &Applications(), &Stages(), &Agreements(),
                         &Obligations(), &Revisions()},
                        &Kept());
  });
}

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("applications", store, peers);
  host->Serve(Funders(),
              rpc::Rules<v1::Funder>{.children = {&Calls()}, .order_by = "display_name"});
  host->Serve(Calls(), rpc::Rules<v1::Call>{.create = &OnCreateCall, .update = &OnUpdateCall});
  host->Serve(Applications(),
              rpc::Rules<v1::Application>{
                  .create = &OnCreateApplication,
                  .created = &OnApplicationCreated,
                  .update = &OnUpdateApplication,
                  .changed = &OnApplicationChanged,
                  .remove = &OnRemoveApplication,
                  .view = &ViewApplication,
                  .view_all = &ViewApplications,
                  .verify = &VerifyApplication,
                  .verbs = ApplicationVerbs(),
                  .children = {&Stages(), &Agreements(), &Obligations(), &Revisions()}});
  host->Serve(Stages(), rpc::Rules<v1::Stage>{.create = &OnCreateStage,
                                              .created = &OnStageCreated,
                                              .update = &OnUpdateStage,
                                              .view = &ViewStage,
                                              .verbs = StageVerbs(),
                                              .order_by = "position"});
  host->Serve(Agreements(), rpc::Rules<v1::Agreement>{.update = &OnUpdateAgreement,
                                                      .changed = &OnAgreementChanged,
                                                      .view = &ViewAgreement,
                                                      .outputs = &TellUnlocked,
                                                      .order_by = "signature_date"});
  host->Serve(Obligations(), rpc::Rules<v1::Obligation>{.create = &OnCreateObligation,
                                                        .update = &OnUpdateObligation,
                                                        .view = &ViewObligation,
                                                        .view_all = &ViewObligations,
                                                        .outputs = &TellUnlocks,
                                                        .verbs = ObligationVerbs(),
                                                        .order_by = "due_date"});
  host->Serve(Revisions(), rpc::Rules<v1::Revision>{.view = &ViewRevision,
                                                    .order_by = "effective_date, create_time"});
  host->Write(&Submit);
  host->Write(&RequestInformation);
  host->Write(&ProvideInformation);
  host->Write(&Award);
  host->Write(&Reject);
  host->Write(&Withdraw);
  host->Write(&Hold);
  host->Write(&Resume);
  host->Write(&SignAgreement);
  // What money stands in the way, `budgets` knows.
  const auto ask_of = [peers](const rpc::Caller& caller, const std::string& application,
                              Files files, auto done) {
    OpenItemsRequest question;
    question.set_name(std::string(RootOf(application)));
    question.set_application(application);
    std::vector<rpc::OpenQuestion> questions = {
        {"budgets", std::make_shared<OpenItemsRequest>(question)}};
    if (files == Files::kAsked) {
      const auto supported = std::make_shared<SupportedRequest>();
      supported->set_name(question.name());
      supported->set_application(application);
      questions.push_back({"attachments", supported});
    }
    rpc::AskOpen(*peers, caller, questions, std::move(done));
  };
  host->Write<v1::CloseApplicationRequest>(
      &Close,
      [ask_of](const rpc::Caller& caller, const v1::CloseApplicationRequest& request, auto done) {
        ask_of(caller, request.name(), Files::kNotAsked, std::move(done));
      });
  host->Write<v1::UndoApplicationRequest>(
      &UndoApplication,
      [ask_of](const rpc::Caller& caller, const v1::UndoApplicationRequest& request, auto done) {
        ask_of(caller, request.name(), Files::kAsked, std::move(done));
      });
  host->Write(&Reconsider);
  host->Write(&Reopen);
  host->Write(&AmendAgreement);
  host->Write<v1::UndoAgreementRequest>(
      &UndoAgreement,
      [ask_of](const rpc::Caller& caller, const v1::UndoAgreementRequest& request, auto done) {
        ask_of(caller, std::string(ParentOf(request.name())), Files::kNotAsked, std::move(done));
      });
  host->Write(&UndoStage);
  host->Undo<v1::UndoObligationRequest>(Obligations());
  host->Read(&ReadOpenItems);
  host->Write(&SubmitStage);
  host->Write(&ReturnStage);
  host->Write(&PassStage);
  host->Write(&FailStage);
  host->Write(&SkipStage);
  host->Write(&ExtendStage);
  host->Write(&CompleteObligation);
  host->Write(&WaiveObligation);
  host->Write(&ExtendObligation);
  host->AtStart([store] { return MakeAgreements(store); });
  host->Read(&ReadDeadlines);
  host->Read(&ReadNextDeadlines);
  host->Read(&ReadHits);
  host->Read(&ReadPipeline);
  host->Read(rpc::Remembered(&ReadPipelineTotals));
  host->VerifyKept(&Kept());
  return host;
}

}  // namespace cofi::applications
