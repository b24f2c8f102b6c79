// Deadlines as reminders, when their days come: ReminderService.
#ifndef COFI_SERVICES_REPORTING_REMINDERS_H_
#define COFI_SERVICES_REPORTING_REMINDERS_H_

#include "services/rpc/peers.h"
#include "services/rpc/server_stream.h"
#include "services/rpc/workshop.h"

namespace cofi::reporting {

// WatchDeadlines, whose reminders are looked for in the workshop. Both must stay.
void ServeReminders(const rpc::Peers* peers, rpc::Workshop* workshop, rpc::StreamService* service);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_REMINDERS_H_
