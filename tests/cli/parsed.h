// Messages for tests, written as protobuf's text.
#ifndef COFI_TESTS_CLI_PARSED_H_
#define COFI_TESTS_CLI_PARSED_H_

#include <gtest/gtest.h>

#include <string>

#include "google/protobuf/text_format.h"

namespace cofi::cli {

template <typename M>
M Parsed(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

}  // namespace cofi::cli

#endif  // COFI_TESTS_CLI_PARSED_H_
