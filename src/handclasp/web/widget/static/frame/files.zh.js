// What the frame says of files, written in Chinese. Holds words only; the same names as files.en.js.

export default {
  sent: { title: "文件" },
  held: { title: "已收到文件，正在检查", why: "弄清里面是什么之前，谁也看不到。查好后这里会自己变。" },
  sealed: { title: "文件已封存", why: "原件已加密、单独存放。打开它要有理由，也会留下记录。" },
  gone: { title: "文件未保存", why: "这类内容从不保存：原件已销毁。千万别发给任何人。" },
  voice: { title: "语音", why: "已加密保存。客服收听时会留下记录。" },
  copy: { why: "这是副本，不带位置等隐藏信息。" },
  covered: "其中的敏感信息已遮住。", download: "打开副本", destroyed: "原件已销毁：这类内容从不保存。",
  problems: {
    "file-type-not-taken": "不收这类文件，请发图片（PNG、JPEG）、PDF 或语音。", "file-disguised": "这个文件名不副实，请重新截图再发。",
    "file-damaged": "文件损坏了，请再发一次。", "file-locked": "文件有密码，请去掉密码再发。", "file-too-large": "图片太大，请发小一点的。",
  },
};
