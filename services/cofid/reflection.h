// Reflection: how clients find out what a server offers.
#ifndef COFI_SERVICES_COFID_REFLECTION_H_
#define COFI_SERVICES_COFID_REFLECTION_H_

namespace cofi::cofid {

// Servers that are built from now on list their services, but those that are for Cofi's own.
void OfferReflection();

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_REFLECTION_H_
