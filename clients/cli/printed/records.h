// Resources on standard output, in the format asked.
#ifndef COFI_CLIENTS_CLI_PRINTED_RECORDS_H_
#define COFI_CLIENTS_CLI_PRINTED_RECORDS_H_

#include <functional>
#include <string>
#include <vector>

#include "clients/cli/printed/text_table.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/settings.h"

namespace cofi::cli {

// Pointers to messages of one type, as the formats take them.
template <typename M>
std::vector<const Message*> PointersTo(const std::vector<M>& messages) {
  std::vector<const Message*> pointers;
  pointers.reserve(messages.size());
  for (const M& message : messages) pointers.push_back(&message);
  return pointers;
}
// To those of a repeated field.
std::vector<const Message*> PointersTo(const Message& message, const FieldDescriptor* field);

// Messages of `type`, in the format asked; as a table, what `table` makes of them, and
// nothing where there are none.
std::string RowsText(const Descriptor* type, const std::vector<const Message*>& rows,
                     const Settings& settings, const std::function<TextTable()>& table);

// A list of resources below `parent`: as a table, the identifier and the fields
// that the protos mark as listed.
std::string ListText(const Noun& noun, const std::vector<const Message*>& rows,
                     const std::string& parent, const Settings& settings);

// One resource with all that is set: as a table, a line a field.
std::string DetailText(const Message& resource, const Settings& settings);

// That a list has none of them: `Aucune dépense.`
std::string NothingListed(const Descriptor* resource, Language language);

// What to be warned of in an entry, a line each: that it took its line over its plan, where the
// line's policy is to warn, which grants bear more of it than their rates say, and whose funding it
// endangers by its date; empty if nothing.
std::string WarningsOf(const Message& resource, Language language);

// What a change answered: as a table, its line in the list.
std::string ChangedText(const Noun& noun, const Message& resource, const Settings& settings);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_RECORDS_H_
