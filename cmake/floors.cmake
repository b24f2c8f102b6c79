# The house: includes only go down, and the build refuses what would go up.
#
#   5  services/cofid   clients/cli
#   4  services/projects  applications  budgets  attachments  reporting     never each other
#   3  services/journal above services/rpc, clients, and services/reporting/render
#   2  db
#   1  base/rules above base
#   0  proto
#
#   cofi_library(NAME budgets FLOOR 4 SOURCES expenses.cc … DEPS cofi::db cofi::rpc)
#   cofi_binary(NAME cofid FLOOR 5 SOURCES main.cc DEPS cofi::budgets …)
#   cofi_test(NAME money_test SOURCES money_test.cc DEPS cofi::base
#             [COST seconds] [POSTGRES filter])
#
# cofi_library makes a static library cofi_NAME with the alias cofi::NAME, which
# is how others name it. A test with POSTGRES runs once more on a PostgreSQL of its
# own (tests/installations/cluster.h), as far as the filter, as googletest reads it, selects it. COST
# is about how long it takes there, or else; the longest are begun first.
# Outside libraries (cmake/packages.cmake) have no floor.

# Neighbours and servants that a floor number alone would allow.
set(COFI_NEVER_clients db journal rpc)  # a client knows the API, not how it is served
set(COFI_NEVER_cli db journal rpc)      # the same
set(COFI_NEVER_rpc journal)             # what every RPC goes through knows none of them
set(COFI_NEVER_reporting db)            # reads through the other services only

# Stops the configuration when `owner` on `floor` may not depend on one of `deps`.
function(cofi_check_floors owner floor deps)
  foreach(dep IN LISTS deps)
    if(NOT dep MATCHES "^cofi::(.+)$")
      continue()
    endif()
    set(name ${CMAKE_MATCH_1})
    if(NOT TARGET ${dep})
      message(FATAL_ERROR "${owner} depends on ${dep}, which does not exist (yet): "
        "libraries are added from the ground floor up, see cmake/floors.cmake")
    endif()
    get_target_property(dep_floor cofi_${name} COFI_FLOOR)
    if(dep_floor GREATER floor)
      message(FATAL_ERROR "${owner} (floor ${floor}) depends on ${dep} (floor ${dep_floor}): "
        "includes only go down, see cmake/floors.cmake")
    endif()
    if(floor EQUAL 4 AND dep_floor EQUAL 4)
      message(FATAL_ERROR "${owner} depends on ${dep}, on the same floor 4: "
        "services never depend on each other, they call each other's API")
    endif()
    if(name IN_LIST COFI_NEVER_${owner})
      message(FATAL_ERROR "${owner} depends on ${dep}, which it may never see: "
        "the reason is in cmake/floors.cmake")
    endif()
  endforeach()
endfunction()

# gRPC's headers take 1.7 s to read, precompiled 0.4 s; below floor 3 nobody includes them. A test
# reads GoogleTest's too, and half of its time the compiler would improve code that runs once: in the
# release tree it does not. What tests link is compiled as ever.
set(COFI_TEST_OPTIONS $<$<CONFIG:Release>:-O0>)
if(COFI_PCH)
  set(headers
    <absl/status/statusor.h>
    <absl/strings/str_cat.h>
    <absl/strings/str_format.h>
    <absl/time/time.h>
    <google/protobuf/descriptor.h>
    <google/protobuf/message.h>
    <grpcpp/generic/async_generic_service.h>
    <grpcpp/generic/generic_stub.h>
    <grpcpp/grpcpp.h>)
  set(empty ${CMAKE_BINARY_DIR}/gen/grpc_pch.cc)
  file(CONFIGURE OUTPUT ${empty} CONTENT "// Carries the precompiled headers.\n")

  add_library(cofi_grpc_pch OBJECT ${empty})
  target_compile_options(cofi_grpc_pch PRIVATE ${COFI_WARNINGS})
  target_precompile_headers(cofi_grpc_pch PRIVATE ${headers})
  if(COFI_TESTS)
    add_library(cofi_test_pch OBJECT ${empty})
    target_compile_options(cofi_test_pch PRIVATE ${COFI_WARNINGS} ${COFI_TEST_OPTIONS})
    target_link_libraries(cofi_test_pch PRIVATE GTest::gmock)
    target_precompile_headers(cofi_test_pch PRIVATE ${headers} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
endif()

# What every target of ours has. Generated headers are system headers: their
# warnings are not ours.
function(cofi_settings target floor)
  target_compile_options(${target} PRIVATE ${COFI_WARNINGS})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_include_directories(${target} SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/gen)
  set_target_properties(${target} PROPERTIES COFI_FLOOR ${floor})
endfunction()

# PCH: grpc or test, see above.
function(cofi_precompiled target pch)
  if(COFI_PCH)
    target_precompile_headers(${target} REUSE_FROM cofi_${pch}_pch)
  endif()
endfunction()

function(cofi_library)
  cmake_parse_arguments(arg "" "NAME;FLOOR" "SOURCES;DEPS" ${ARGN})
  cofi_check_floors(${arg_NAME} ${arg_FLOOR} "${arg_DEPS}")
  add_library(cofi_${arg_NAME} STATIC ${arg_SOURCES})
  add_library(cofi::${arg_NAME} ALIAS cofi_${arg_NAME})
  cofi_settings(cofi_${arg_NAME} ${arg_FLOOR})
  if(arg_FLOOR GREATER_EQUAL 3)
    cofi_precompiled(cofi_${arg_NAME} grpc)
  endif()
  target_link_libraries(cofi_${arg_NAME} PUBLIC ${arg_DEPS})
endfunction()

# What ThreadSanitizer needs in every process that it watches.
function(cofi_watch_locks target)
  if(CMAKE_BUILD_TYPE STREQUAL "Tsan")
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:cofi_tsan_locks>)
  endif()
endfunction()

function(cofi_binary)
  cmake_parse_arguments(arg "" "NAME;FLOOR" "SOURCES;DEPS" ${ARGN})
  cofi_check_floors(${arg_NAME} ${arg_FLOOR} "${arg_DEPS}")
  add_executable(${arg_NAME} ${arg_SOURCES})
  cofi_settings(${arg_NAME} ${arg_FLOOR})
  if(arg_FLOOR GREATER_EQUAL 3)
    cofi_precompiled(${arg_NAME} grpc)
  endif()
  target_link_libraries(${arg_NAME} PRIVATE ${arg_DEPS})
  cofi_watch_locks(${arg_NAME})
  set_target_properties(${arg_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# Ends a test that hangs; nothing is measured. Ten times what the longest takes, so that a
# slow machine has the same verdict.
set(COFI_TEST_GUARD_S 1800)

# A test may look at any floor. One ctest entry per binary: starting a process
# for each TEST would take longer than the tests.
function(cofi_test)
  cmake_parse_arguments(arg "" "NAME;COST;POSTGRES" "SOURCES;DEPS" ${ARGN})
  if(NOT arg_COST)
    set(arg_COST 1)
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  cofi_settings(${arg_NAME} 5)
  target_compile_options(${arg_NAME} PRIVATE ${COFI_TEST_OPTIONS})
  cofi_precompiled(${arg_NAME} test)
  target_link_libraries(${arg_NAME} PRIVATE ${arg_DEPS} GTest::gmock GTest::gtest_main)
  cofi_watch_locks(${arg_NAME})
  set_target_properties(${arg_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  # Debian's protobuf and gRPC are not instrumented: a std::vector that they and
  # we both touch would be reported for its annotations.
  set(environment "ASAN_OPTIONS=detect_container_overflow=0"
    "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp")
  set_tests_properties(${arg_NAME} PROPERTIES TIMEOUT ${COFI_TEST_GUARD_S} ENVIRONMENT "${environment}")
  if(arg_POSTGRES)
    add_test(NAME ${arg_NAME}_postgres COMMAND ${arg_NAME} --gtest_filter=${arg_POSTGRES}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${arg_NAME}_postgres PROPERTIES TIMEOUT ${COFI_TEST_GUARD_S}
      COST ${arg_COST} ENVIRONMENT "${environment};COFI_TEST_ENGINE=postgres")
  else()
    set_tests_properties(${arg_NAME} PROPERTIES COST ${arg_COST})
  endif()
endfunction()
