// Where a server may be, and may not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "clients/address.h"
#include "tests/reasons.h"

namespace cofi::clients {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// Of the longest path that a socket may have.
const std::string& LongestPath() {
  static const auto* const path = new std::string("/" + std::string(106, 's'));
  return *path;
}

TEST(Addresses, AreThoseThatAServerCanBeReachedAt) {
  for (const std::string& address :
       {std::string("127.0.0.1:7420"), std::string("localhost:1"),
        std::string("cofi.example:65535"), std::string("[::1]:7420"), std::string("unix:a.sock"),
        std::string("unix:/run/a=b,c.sock"), std::string("unix:///run/a.sock"),
        "unix:" + LongestPath(), std::string("dns:///cofi.example:7420"),
        std::string("dns://1.1.1.1/cofi.example:7420"), std::string("dns:cofi.example:7420"),
        std::string("ipv4:1.2.3.4:1,1.2.3.5:1"), std::string("ipv6:[::1]:1,[::2]:1")}) {
    EXPECT_TRUE(CheckAddress(address).ok()) << address;
  }
  for (const std::string& address : {std::string(),
                                     std::string("localhost"),
                                     std::string("localhost:"),
                                     std::string(":7420"),
                                     std::string("127.0.0.1:99999"),
                                     std::string("127.0.0.1:0"),
                                     std::string("127.0.0.1:+1"),
                                     std::string("127.0.0.1:7 "),
                                     std::string("::1:7420"),
                                     std::string("[::g]:7420"),
                                     std::string("http://x"),
                                     std::string("http://x:80"),
                                     std::string("a=b,c"),
                                     std::string("ipv4:1.2.3.4"),
                                     std::string("ipv4:cofi:1"),
                                     std::string("ipv6:::1:1"),
                                     std::string("dns:"),
                                     std::string("dns:///"),
                                     std::string("dns:///cofi.example"),
                                     std::string("dns://1.1.1.1"),
                                     std::string("unix:"),
                                     std::string("unix://a.sock"),
                                     absl::StrCat("unix:", LongestPath(), "s"),
                                     std::string("unix:a\0b", 8),
                                     std::string("a.example:1,b.example:1"),
                                     std::string("é:1")}) {
    EXPECT_THAT(CheckAddress(address), IsReason(type::v1::REASON_VALUE_MALFORMED)) << address;
  }
}

TEST(Addresses, AreFewerToListenOn) {
  for (const std::string& address : {std::string("127.0.0.1:0"), std::string("[::]:7420"),
                                     std::string("0.0.0.0:65535"), "unix:" + LongestPath()}) {
    EXPECT_TRUE(CheckListen(address).ok()) << address;
  }
  for (const std::string& address :
       {std::string(), std::string("localhost"), std::string("127.0.0.1:65536"),
        std::string("127.0.0.1:-1"), std::string("unix:"), std::string("dns:///cofi.example:7420"),
        std::string("ipv4:1.2.3.4:1"), absl::StrCat("unix:", LongestPath(), "s")}) {
    EXPECT_THAT(CheckListen(address), IsReason(type::v1::REASON_VALUE_MALFORMED)) << address;
  }
}

TEST(Addresses, MayBeByService) {
  EXPECT_TRUE(IsByService("projects=127.0.0.1:1"));
  EXPECT_TRUE(IsByService("a=b,c"));
  EXPECT_FALSE(IsByService("127.0.0.1:1"));
  EXPECT_FALSE(IsByService("unix:/run/a=b,c.sock"));
  EXPECT_THAT(*ReadAddresses("projects=127.0.0.1:1,budgets=unix:/a=b"),
              ElementsAre(Pair("budgets", "unix:/a=b"), Pair("projects", "127.0.0.1:1")));
  for (const char* list : {"", "projects", "projects=", "a=b,c", "projects=127.0.0.1:1,",
                           "projects=127.0.0.1:1,projects=127.0.0.1:2", "journal=127.0.0.1:1",
                           "projects=127.0.0.1:1,budgets=localhost"}) {
    EXPECT_THAT(ReadAddresses(list).status(), IsReason(type::v1::REASON_VALUE_MALFORMED)) << list;
  }
  EXPECT_EQ(Describe(ReadAddresses("a=b,c").status(), Language::kEnglish),
            "the value is \"a=b\"; accepted: applications=…, attachments=…, budgets=…, projects=…,"
            " reporting=…");
}

}  // namespace
}  // namespace cofi::clients
