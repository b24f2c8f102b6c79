// The attachments service: files that support facts, papers of organizations, and what is in them.
#ifndef COFI_SERVICES_ATTACHMENTS_SERVICE_H_
#define COFI_SERVICES_ATTACHMENTS_SERVICE_H_

#include <memory>
#include <vector>

#include "db/store/store.h"
#include "db/tables/kept.h"
#include "services/rpc/client_stream.h"
#include "services/rpc/host.h"

namespace cofi::attachments {

std::vector<db::Store::Migration> Migrations();

const db::KeptRules& Kept();

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers);

// UploadContent and DownloadContent. The store must stay.
void ServeContents(const rpc::StreamParts& parts);

}  // namespace cofi::attachments

#endif  // COFI_SERVICES_ATTACHMENTS_SERVICE_H_
