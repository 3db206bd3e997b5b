// SPDX-License-Identifier: Apache-2.0
#pragma once
// Without this the socket headers would count as this module's own, or as that of whichever module was read first.
#pragma clang module import SwiftGlibc
#include <microhttpd.h>
#include <string.h>

// The library would undo percent-encoding in place; targets are parsed in Swift, once, so this leaves them alone.
static inline size_t gnome_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

// MHD_start_daemon is variadic, which Swift can't call.
// Two options are left at their default with intent. LISTENING_ADDRESS_REUSE would let a second server share the port
// unnoticed; a restart binds at once without it. STRICT_FOR_CLIENT asks for nothing that the guard in Swift does not
// ask for too, and answers with a broken 400 of the library's own, its head sent twice.
static inline struct MHD_Daemon *gnome_mhd_start(
    unsigned int flags, const struct sockaddr *address, unsigned int connection_limit, size_t memory_limit,
    unsigned int silence_seconds, MHD_NotifyConnectionCallback on_connection,
    void *(*on_target)(void *context, const char *target, struct MHD_Connection *connection),
    MHD_AccessHandlerCallback on_request, MHD_RequestCompletedCallback on_completion, void *context) {
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, context,
        MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_CONNECTION_LIMIT, connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, silence_seconds,
        MHD_OPTION_UNESCAPE_CALLBACK, gnome_mhd_keep_escapes, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, context,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, context,
        MHD_OPTION_NOTIFY_COMPLETED, on_completion, context,
        MHD_OPTION_END);
}

// MHD_get_daemon_info and MHD_get_connection_info are variadic too. All of these succeed on a live handle.
static inline int gnome_mhd_listen_socket(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_LISTEN_FD);
    return info ? info->listen_fd : -1;
}

static inline int gnome_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *gnome_mhd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static inline struct MHD_Daemon *gnome_mhd_daemon(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_DAEMON);
    return info ? info->daemon : NULL;
}

static inline size_t gnome_mhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}
