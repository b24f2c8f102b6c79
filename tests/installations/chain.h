// A journal read past its server, and recomputed: written a second time, because
// what is judged must not be its own judge.
#ifndef COFI_TESTS_INSTALLATIONS_CHAIN_H_
#define COFI_TESTS_INSTALLATIONS_CHAIN_H_

#include <string>
#include <vector>

#include "db/connection.h"

namespace cofi::end_to_end {

// What is wrong with the journal of this database and with what goes with it, a
// sentence each: an entry that is missing or not chained to the one before, a row
// that is not what the journal says last of it (or the other way round), a call
// whose entries are there without its answer.
std::vector<std::string> FaultsOfJournal(db::Connection& connection);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_CHAIN_H_
