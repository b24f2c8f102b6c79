// The API as the linked protos describe it: services, methods by the type of
// their request, resources by the type that references name. What a method is stands in
// method_facts.h.
#ifndef COFI_CLIENTS_METHODS_H_
#define COFI_CLIENTS_METHODS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace cofi::clients {

// Every service of Cofi, by full name.
const std::vector<const google::protobuf::ServiceDescriptor*>& AllServices();

// The method that takes this request; nullptr if there is none.
const google::protobuf::MethodDescriptor* MethodOf(const google::protobuf::Descriptor* request);

// `/cofi.budgets.v1.ExpenseService/CreateExpense`
std::string PathOf(const google::protobuf::MethodDescriptor* method);

// `budgets` for anything in the package cofi.budgets.v1, or cofi.budgets.internal.v1.
std::string OwnerOf(const google::protobuf::FileDescriptor* file);
inline std::string OwnerOf(const google::protobuf::Descriptor* type) {
  return OwnerOf(type->file());
}

// Whether what it describes is for services among themselves.
bool IsInternal(const google::protobuf::FileDescriptor* file);

}  // namespace cofi::clients

#endif  // COFI_CLIENTS_METHODS_H_
