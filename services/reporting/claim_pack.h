// Payment claims with all that supports them, as archives: ClaimPackService.
#ifndef COFI_SERVICES_REPORTING_CLAIM_PACK_H_
#define COFI_SERVICES_REPORTING_CLAIM_PACK_H_

#include "services/rpc/client_stream.h"

namespace cofi::reporting {

// DownloadClaimPack, whose archives are written in the workshop. Both must stay.
void ServeClaimPacks(const rpc::StreamParts& parts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_CLAIM_PACK_H_
