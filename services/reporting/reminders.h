// Deadlines as reminders, when their days come: ReminderService.
#ifndef COFI_SERVICES_REPORTING_REMINDERS_H_
#define COFI_SERVICES_REPORTING_REMINDERS_H_

#include "services/rpc/client_stream.h"

namespace cofi::reporting {

// WatchDeadlines, whose reminders are looked for in the workshop. Both must stay.
void ServeReminders(const rpc::StreamParts& parts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_REMINDERS_H_
