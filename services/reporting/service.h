// The reporting service: gathers, makes the report, answers. It owns nothing,
// so that it needs no store.
#ifndef COFI_SERVICES_REPORTING_SERVICE_H_
#define COFI_SERVICES_REPORTING_SERVICE_H_

#include <memory>

#include "services/rpc/client_stream.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"

namespace cofi::reporting {

// CHECKs that `projects`, `applications` and `budgets` are among the peers.
std::unique_ptr<rpc::Host> MakeHost(const rpc::Peers* peers);

// Its methods that answer with streams: files, claims and reminders. The peers and the workshop
// must stay.
void ServeStreams(const rpc::StreamParts& parts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_SERVICE_H_
