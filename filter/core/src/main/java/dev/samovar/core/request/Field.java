package dev.samovar.core.request;

/**
 * What a value means, by the name of its key. A {@link Word} is compared as numbers, the name that
 * each number spells beside it. One long table.
 */
final class Field {
  static final int NONE = 0;
  static final int MODEL = 1;
  static final int STREAM = 2;
  static final int MAX_TOKENS = 3;
  static final int USER = 4;
  static final int METADATA = 5;

  /** Messages, items, a prompt or several, or token numbers. */
  static final int TURNS = 6;

  /** Of the system's prompt. */
  static final int SYSTEM = 7;

  static final int TOOLS = 8;

  /** One of them. */
  static final int TOOL = 9;

  static final int ROLE = 10;
  static final int TYPE = 11;

  /** What a turn says: a text, or parts. */
  static final int CONTENT = 12;

  /** Text of a part of a turn. */
  static final int OWN = 13;

  /** Other text that the model reads. */
  static final int TEXT = 14;

  /** A value that the model reads as it is written. */
  static final int RAW = 15;

  static final int IMAGE = 16;

  /** What is read, but is neither text nor image. */
  static final int MEDIA = 17;

  /** Roles, beside {@link #NONE}. */
  static final int ROLE_USER = 1;

  static final int ROLE_SYSTEM = 2;

  private Field() {}

  /** Of a key of the body's object. */
  static int ofRequest(Word word) {
    switch (word.length) {
      case 4:
        if (word.first == 0x72657375L) { // user
          return USER;
        }
        return NONE;
      case 5:
        if (word.first == 0x6c65646f6dL) { // model
          return MODEL;
        }
        if (word.first == 0x7475706e69L) { // input
          return TURNS;
        }
        if (word.first == 0x7972657571L) { // query
          return TURNS;
        }
        if (word.first == 0x736c6f6f74L) { // tools
          return TOOLS;
        }
        return NONE;
      case 6:
        if (word.first == 0x6d6165727473L) { // stream
          return STREAM;
        }
        if (word.first == 0x74706d6f7270L) { // prompt
          return TURNS;
        }
        if (word.first == 0x6d6574737973L) { // system
          return SYSTEM;
        }
        return NONE;
      case 8:
        if (word.first == 0x736567617373656dL) { // messages
          return TURNS;
        }
        if (word.first == 0x617461646174656dL) { // metadata
          return METADATA;
        }
        return NONE;
      case 9:
        if (word.is(0x746e656d75636f64L, 0x73L, 0)) { // documents
          return TEXT;
        }
        if (word.is(0x6e6f6974636e7566L, 0x73L, 0)) { // functions
          return TOOLS;
        }
        return NONE;
      case 10:
        if (word.is(0x656b6f745f78616dL, 0x736eL, 0)) { // max_tokens
          return MAX_TOKENS;
        }
        return NONE;
      case 12:
        if (word.is(0x7463757274736e69L, 0x736e6f69L, 0)) { // instructions
          return SYSTEM;
        }
        return NONE;
      case 17:
        if (word.is(0x7074756f5f78616dL, 0x6e656b6f745f7475L, 0x73L)) { // max_output_tokens
          return MAX_TOKENS;
        }
        return NONE;
      case 21:
        if (word.is(
            0x706d6f635f78616dL, 0x745f6e6f6974656cL, 0x736e656b6fL)) { // max_completion_tokens
          return MAX_TOKENS;
        }
        return NONE;
      default:
        return NONE;
    }
  }

  /** Of a key inside a turn, at any depth. */
  static int ofTurn(Word word) {
    switch (word.length) {
      case 4:
        if (word.first == 0x656c6f72L) { // role
          return ROLE;
        }
        if (word.first == 0x65707974L) { // type
          return TYPE;
        }
        if (word.first == 0x74786574L) { // text
          return OWN;
        }
        if (word.first == 0x656d616eL) { // name
          return TEXT;
        }
        if (word.first == 0x656c6966L) { // file
          return MEDIA;
        }
        return NONE;
      case 5:
        if (word.first == 0x7475706e69L) { // input
          return RAW;
        }
        if (word.first == 0x6567616d69L) { // image
          return IMAGE;
        }
        if (word.first == 0x6f69647561L) { // audio
          return MEDIA;
        }
        return NONE;
      case 6:
        if (word.first == 0x74757074756fL) { // output
          return TEXT;
        }
        if (word.first == 0x656372756f73L) { // source
          return MEDIA;
        }
        return NONE;
      case 7:
        if (word.first == 0x746e65746e6f63L) { // content
          return CONTENT;
        }
        if (word.first == 0x6c617375666572L) { // refusal
          return TEXT;
        }
        if (word.first == 0x7972616d6d7573L) { // summary
          return TEXT;
        }
        return NONE;
      case 8:
        if (word.first == 0x676e696b6e696874L) { // thinking
          return TEXT;
        }
        if (word.first == 0x6e6f6974636e7566L) { // function
          return TEXT;
        }
        return NONE;
      case 9:
        if (word.is(0x746e656d75677261L, 0x73L, 0)) { // arguments
          return TEXT;
        }
        if (word.is(0x6e696e6f73616572L, 0x67L, 0)) { // reasoning
          return TEXT;
        }
        if (word.is(0x72755f6567616d69L, 0x6cL, 0)) { // image_url
          return IMAGE;
        }
        if (word.is(0x72755f6f69647561L, 0x6cL, 0)) { // audio_url
          return MEDIA;
        }
        if (word.is(0x72755f6f65646976L, 0x6cL, 0)) { // video_url
          return MEDIA;
        }
        return NONE;
      case 10:
        if (word.is(0x6c61635f6c6f6f74L, 0x736cL, 0)) { // tool_calls
          return TEXT;
        }
        return NONE;
      case 11:
        if (word.is(0x75615f7475706e69L, 0x6f6964L, 0)) { // input_audio
          return MEDIA;
        }
        return NONE;
      case 13:
        if (word.is(0x6e6f6974636e7566L, 0x6c6c61635fL, 0)) { // function_call
          return TEXT;
        }
        return NONE;
      case 17:
        if (word.is(0x6e696e6f73616572L, 0x6e65746e6f635f67L, 0x74L)) { // reasoning_content
          return TEXT;
        }
        return NONE;
      default:
        return NONE;
    }
  }

  /** Of a key of {@code metadata}. */
  static int ofMetadata(Word word) {
    return word.length == 7 && word.first == 0x64695f72657375L ? USER : NONE; // user_id
  }

  /** Of a turn. */
  static int role(Word word) {
    switch (word.length) {
      case 4:
        if (word.first == 0x72657375L) { // user
          return ROLE_USER;
        }
        return NONE;
      case 6:
        if (word.first == 0x6d6574737973L) { // system
          return ROLE_SYSTEM;
        }
        return NONE;
      case 9:
        if (word.is(0x65706f6c65766564L, 0x72L, 0)) { // developer
          return ROLE_SYSTEM;
        }
        return NONE;
      default:
        return NONE;
    }
  }

  /** Of a part: {@link #IMAGE} or none. */
  static int type(Word word) {
    switch (word.length) {
      case 5:
        if (word.first == 0x6567616d69L) { // image
          return IMAGE;
        }
        return NONE;
      case 9:
        if (word.is(0x72755f6567616d69L, 0x6cL, 0)) { // image_url
          return IMAGE;
        }
        return NONE;
      case 11:
        if (word.is(0x6d695f7475706e69L, 0x656761L, 0)) { // input_image
          return IMAGE;
        }
        return NONE;
      default:
        return NONE;
    }
  }
}
