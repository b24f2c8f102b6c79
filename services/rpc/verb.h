// The name of a method by the message that it takes. Journal entries and kept requests say by it
// what was done, so whoever acts on that compares with it, and follows when a method is renamed
// (what was written before has the old name).
#ifndef COFI_SERVICES_RPC_VERB_H_
#define COFI_SERVICES_RPC_VERB_H_

#include <string>

#include "base/check.h"
#include "clients/methods.h"

namespace cofi::rpc {

// `CreateExpense` of CreateExpenseRequest. Ends the process if no method takes it.
template <typename Request>
const std::string& VerbOf() {
  static const auto* const method = clients::MethodOf(Request::descriptor());
  COFI_CHECK(method != nullptr, Request::descriptor()->full_name());
  return method->name();
}

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_VERB_H_
