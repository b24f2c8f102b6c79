// Profiles: what somebody does not want to type each time, by name.
//
//   default: {server: 'unix:/run/cofi/cofid.sock'}
//   prod:    {server: 'cofi.example:7420', lang: fr, timeout: 1m}
#ifndef COFI_CLIENTS_CLI_TYPED_PROFILE_H_
#define COFI_CLIENTS_CLI_TYPED_PROFILE_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "base/language.h"

namespace cofi::cli {

struct Profile {
  std::string file;
  std::map<std::string, std::string> values;  // By key.

  // Empty for what it does not say.
  std::string Value(const std::string& key) const;
  // What a mistake in that value is about: `~/.config/cofi/profiles.yaml: server`.
  std::string Place(const std::string& key) const;
};

// The profile of this name; of none, the one that is called `default`, if there is one.
//
// INVALID_ARGUMENT, in the user's language and with the place in the file, if there is no such
// profile, the file cannot be read or is not one of profiles, or the profile has a key that is
// none, has one twice, or has something else there than one value. What the values mean is
// not asked here.
absl::StatusOr<Profile> ReadProfile(const std::string& file, const std::string& name,
                                    Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_PROFILE_H_
