// Counts the blocks of memory that the process asks for: malloc and its relatives are replaced
// on Linux; elsewhere nothing is counted.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Whether this build counts at all.
bool allocation_counter_is_active(void);

// The blocks asked for since the process began, by all threads.
int64_t allocation_counter_value(void);

// Those that the calling thread asked for.
int64_t allocation_counter_value_of_thread(void);
