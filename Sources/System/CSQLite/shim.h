// SPDX-License-Identifier: Apache-2.0
#pragma once
// Without this the system's headers would count as this module's own, or as that of whichever module was read first.
#pragma clang module import SwiftGlibc
#include <sqlite3.h>

// Variadic functions can't be called from Swift.
static inline int gnome_sqlite_configure(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

static inline int gnome_sqlite_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// SQLITE_TRANSIENT, "copy it now", is a cast of -1 to a function pointer, which Swift can't import.
static inline int gnome_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
    return sqlite3_bind_text(statement, index, text ? text : "", count, SQLITE_TRANSIENT);
}

// The same for bytes. No bytes at all must not become NULL, as they would with a null pointer.
static inline int gnome_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                      : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}
