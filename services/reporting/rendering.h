// Reports as files: RenderingService.
#ifndef COFI_SERVICES_REPORTING_RENDERING_H_
#define COFI_SERVICES_REPORTING_RENDERING_H_

#include "services/rpc/client_stream.h"

namespace cofi::reporting {

// RenderReport, whose files are written in the workshop. Both must stay.
void ServeRendering(const rpc::StreamParts& parts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDERING_H_
