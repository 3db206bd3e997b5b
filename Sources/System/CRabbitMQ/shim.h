// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/eventfd.h>  // Not part of Swift's Glibc module; the thread that owns a connection is woken by it.
#include <sys/prctl.h>

// Variadic, so that Swift can't call it. Channels are numbered up to `channels`; frames have at most 128 KiB.
static inline amqp_rpc_reply_t gnome_amqp_login(amqp_connection_state_t state, const char *vhost, int channels,
                                                int heartbeat, const amqp_table_t *properties, const char *user,
                                                const char *password) {
    return amqp_login_with_properties(state, vhost, channels, AMQP_DEFAULT_FRAME_SIZE, heartbeat, properties,
                                      AMQP_SASL_METHOD_PLAIN, user, password);
}

// Variadic as well. Names the calling thread.
static inline void gnome_name_thread(const char *name) {
    prctl(PR_SET_NAME, name);
}
