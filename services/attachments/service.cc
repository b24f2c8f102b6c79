#include "services/attachments/service.h"

#include "db/store/migrations.h"
#include "db/tables/keys.h"
#include "embedded/attachments_migrations.h"
#include "services/attachments/attachments.h"
#include "services/attachments/kept.h"
#include "services/attachments/tables.h"

namespace cofi::attachments {

std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::AttachmentsMigrations(), [](db::Connection& connection) {
    return db::FillKeys(connection, {&Attachments(), &Papers()}, &Kept());
  });
}

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("attachments", store, peers);
  host->Serve(Attachments(), rpc::Rules<v1::Attachment>{.create = &OnCreateAttachment,
                                                        .update = &OnUpdateAttachment,
                                                        .remove = &OnRemoveAttachment,
                                                        .verify = &VerifyAttachment,
                                                        .order_by = "display_name"});
  host->Serve(Papers(), rpc::Rules<v1::Paper>{.create = &OnCreatePaper,
                                              .update = &OnUpdatePaper,
                                              .remove = &OnRemovePaper,
                                              .verify = &VerifyPaper,
                                              .order_by = "display_name"});
  host->Read(&ReadSupported);
  host->Read(&ReadDeadlines);
  host->Read(&ReadHits);
  host->VerifyKept(&Kept());
  return host;
}

}  // namespace cofi::attachments
