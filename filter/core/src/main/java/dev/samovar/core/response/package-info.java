/** What an answer says, and how it is changed on its way to the client. Depends on {@code text}. */
package dev.samovar.core.response;
