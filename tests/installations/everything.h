// Requests about any resource, made from the descriptors: what is done to one is done to all.
#ifndef COFI_TESTS_INSTALLATIONS_EVERYTHING_H_
#define COFI_TESTS_INSTALLATIONS_EVERYTHING_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

// Carries out a request of this type (`CreateFunder`) given in protobuf's text format.
grpc::Status Do(const Installation& cofi, const std::string& verb, const std::string& request);

// As Do, expecting that it is granted.
void Must(const Installation& cofi, const std::string& verb, const std::string& request);

// The request that deletes what has this name, of whichever type; null if that can't be
// deleted.
std::unique_ptr<google::protobuf::Message> DeletionOf(const std::string& name, bool force = false);

grpc::Status Delete(const Installation& cofi, const std::string& name, bool force = false);

// The names of all resources of all services.
std::vector<std::string> AllNames(const Installation& cofi);

// Deletes a resource behind its server's back, with its journal: what no rule allows. The
// server that has it is stopped meanwhile.
void DeletePastTheServer(Installation& cofi, const std::string& name);

// What the verification of all services finds; empty if they are sound.
std::string Unsound(const Installation& cofi);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_EVERYTHING_H_
